//! Puts rows that are alike beside each other, so that a heat map shows blocks instead of noise.

/// An order of `rows` (all of one length) in which neighbours are alike by cosine. Deterministic: starts from the row
/// least like the others, goes to the nearest row left each time, then turns parts around while that helps.
pub(crate) fn ordered_by_likeness(rows: &[Vec<f64>]) -> Vec<usize> {
    let likeness: Vec<Vec<f64>> = rows
        .iter()
        .map(|a| rows.iter().map(|b| cosine(a, b)).collect())
        .collect();
    let mut order = chain(&likeness);
    while turn_once(&mut order, &likeness) {}
    order
}

fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let dot: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    let norm = |row: &[f64]| row.iter().map(|x| x * x).sum::<f64>().sqrt();
    let norms = norm(a) * norm(b);
    if norms > 0.0 { dot / norms } else { 0.0 }
}

fn chain(likeness: &[Vec<f64>]) -> Vec<usize> {
    let loneliness = |row: usize| likeness[row].iter().sum::<f64>();
    let mut left: Vec<usize> = (0..likeness.len()).collect();
    let Some(first) = left
        .iter()
        .copied()
        .min_by(|&a, &b| loneliness(a).total_cmp(&loneliness(b)))
    else {
        return left;
    };
    let mut order = vec![first];
    left.retain(|&row| row != first);
    while !left.is_empty() {
        let last = order[order.len() - 1];
        let nearest = (0..left.len()).fold(0, |best, at| {
            if likeness[last][left[at]] > likeness[last][left[best]] {
                at
            } else {
                best
            }
        });
        order.push(left.remove(nearest));
    }
    order
}

/// Turns around the first part of the order that brings more likeness; `false` where none does.
fn turn_once(order: &mut [usize], likeness: &[Vec<f64>]) -> bool {
    let beside = |a: Option<&usize>, b: Option<&usize>| match (a, b) {
        (Some(&a), Some(&b)) => likeness[a][b],
        _ => 0.0,
    };
    for start in 0..order.len() {
        for end in start + 1..order.len() {
            let before = if start > 0 { order.get(start - 1) } else { None };
            let after = order.get(end + 1);
            let now = beside(before, order.get(start)) + beside(order.get(end), after);
            let turned = beside(before, order.get(end)) + beside(order.get(start), after);
            if turned > now + 1e-9 {
                order[start..=end].reverse();
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_alike_come_together() {
        let rows = vec![
            vec![9.0, 0.0, 1.0],
            vec![0.0, 5.0, 0.0],
            vec![8.0, 0.5, 1.0],
            vec![0.0, 7.0, 0.2],
        ];
        let order = ordered_by_likeness(&rows);
        let place = |row: usize| order.iter().position(|&at| at == row).unwrap();
        assert_eq!((place(0).abs_diff(place(2)), place(1).abs_diff(place(3))), (1, 1));
    }

    #[test]
    fn every_row_keeps_a_place() {
        let rows = vec![vec![0.0; 3]; 5];
        let mut order = ordered_by_likeness(&rows);
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3, 4]);
        assert!(ordered_by_likeness(&[]).is_empty());
    }
}
