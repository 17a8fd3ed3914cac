//! How a budget of labels is divided among strata: before anything is known of them, and after the first answers.

use crate::stratum::StratumCounts;

/// Labels that every stratum gets before any is compared with another.
const LEAST: usize = 2;

/// Divides a budget of labels among strata of `(is attributed, size)`: half to what is attributed and half to the rest,
/// within each in proportion to the square root of the size, at least two where there are two. Never more than a
/// stratum has; what one side cannot use goes to the other. A larger budget gives no stratum less, so that a sample can
/// be extended and what was labelled stays in it.
pub fn allocate(strata: &[(bool, usize)], budget: usize) -> Vec<usize> {
    let mut labels = vec![0; strata.len()];
    let (mut of_attributed, mut of_rest) = (0, 0);
    for _ in 0..budget {
        let prefers_attributed = of_attributed <= of_rest;
        let next = next_label(strata, &labels, prefers_attributed)
            .or_else(|| next_label(strata, &labels, !prefers_attributed));
        let Some(place) = next else { break };
        labels[place] += 1;
        *(if strata[place].0 {
            &mut of_attributed
        } else {
            &mut of_rest
        }) += 1;
    }
    labels
}

/// The stratum of a side that the next label goes to (Sainte-Laguë's divisors, those with fewer than two first).
fn next_label(strata: &[(bool, usize)], labels: &[usize], of_attributed: bool) -> Option<usize> {
    let priority = |place: usize| {
        let due = (strata[place].1 as f64).sqrt() / (labels[place] as f64 + 0.5);
        (labels[place] < 2, due)
    };
    (0..strata.len())
        .filter(|&place| strata[place].0 == of_attributed && labels[place] < strata[place].1)
        .max_by(|&a, &b| {
            let ((few_a, due_a), (few_b, due_b)) = (priority(a), priority(b));
            few_a.cmp(&few_b).then(due_a.total_cmp(&due_b)).then(b.cmp(&a))
        })
}

/// Divides a budget, the answers so far counted in, so that the intervals of precision and recall become as narrow as the
/// answers let one hope. `populations` are delineations, each with its strata; the result has their form and gives no
/// stratum less than it has answers.
///
/// A label goes to the population with the largest standard error for its labels (Sainte-Laguë's divisors: labels in
/// proportion to the error there is), and in it to the stratum where one more label takes most off the variance of
/// precision and of recall, linearised (Neyman's allocation, Cochran 1977, *Sampling Techniques*, 5.5, with the shares
/// that the answers so far make likely).
pub fn allocate_further(populations: &[Vec<StratumCounts>], budget: usize) -> Vec<Vec<usize>> {
    let mut plans: Vec<Plan> = populations.iter().map(|strata| Plan::of(strata)).collect();
    let n_answered: usize = plans.iter().map(Plan::n_labels).sum();
    for _ in n_answered..budget {
        let open = plans.iter_mut().filter(|plan| plan.has_room());
        let Some(neediest) = open.max_by(|a, b| a.need().total_cmp(&b.need())) else {
            break;
        };
        neediest.add();
    }
    plans.into_iter().map(|plan| plan.labels).collect()
}

/// The labels of one population as they are being divided.
struct Plan {
    /// Of each stratum.
    labels: Vec<usize>,
    sizes: Vec<usize>,
    /// Of each stratum what its variance, for one label, weighs in those of precision and recall together.
    variances: Vec<f64>,
    /// Standard error of precision and recall together, by the answers so far.
    error: f64,
}

impl Plan {
    fn of(strata: &[StratumCounts]) -> Self {
        let total = |is_wanted: &dyn Fn(&StratumCounts) -> bool, of: &dyn Fn(&StratumCounts) -> f64| -> f64 {
            strata.iter().filter(|stratum| is_wanted(stratum)).map(of).sum()
        };
        let size = |stratum: &StratumCounts| stratum.size as f64;
        let belonging = |stratum: &StratumCounts| size(stratum) * likely_share(stratum) * stratum.pairs_per_yes;
        let attributed = total(&|stratum| stratum.is_attributed, &size).max(1.0);
        let kept = total(&|stratum| stratum.is_attributed, &belonging);
        let all = total(&|_| true, &belonging).max(1.0);
        let recall = kept / all;
        let variance = |stratum: &StratumCounts| {
            let share = likely_share(stratum);
            let one = (size(stratum) * stratum.pairs_per_yes).powi(2) * share * (1.0 - share);
            let of_recall = if stratum.is_attributed { 1.0 - recall } else { recall };
            let of_precision = if stratum.is_attributed { attributed.recip() } else { 0.0 };
            one * ((of_recall / all).powi(2) + of_precision.powi(2))
        };
        let mut plan = Self {
            labels: strata.iter().map(StratumCounts::n_answered).collect(),
            sizes: strata.iter().map(|stratum| stratum.size).collect(),
            variances: strata.iter().map(variance).collect(),
            error: 0.0,
        };
        let left = |place: usize| 1.0 - plan.labels[place] as f64 / plan.sizes[place].max(1) as f64;
        let of_stratum = |place: usize| plan.variances[place] * left(place) / plan.labels[place].max(1) as f64;
        // Two figures between 0 and 1 have at most this variance each.
        let most = 2.0 * 0.25;
        plan.error = (0..strata.len()).map(of_stratum).sum::<f64>().min(most).sqrt();
        plan
    }

    fn n_labels(&self) -> usize {
        self.labels.iter().sum()
    }

    fn has_room(&self) -> bool {
        self.labels.iter().zip(&self.sizes).any(|(labels, size)| labels < size)
    }

    fn need(&self) -> f64 {
        self.error / (self.n_labels() as f64 + 0.5)
    }

    /// Gives a label to the stratum that gains most by it.
    fn add(&mut self) {
        let gain = |place: usize| {
            let n = self.labels[place] as f64;
            (
                self.labels[place] < LEAST,
                self.variances[place] / (n.max(0.5) * (n + 1.0)),
            )
        };
        let open = (0..self.labels.len()).filter(|&place| self.labels[place] < self.sizes[place]);
        let best = open.max_by(|&a, &b| {
            let ((few_a, gain_a), (few_b, gain_b)) = (gain(a), gain(b));
            few_a.cmp(&few_b).then(gain_a.total_cmp(&gain_b)).then(b.cmp(&a))
        });
        if let Some(place) = best {
            self.labels[place] += 1;
        }
    }
}

/// The share of a stratum that belongs as its answers make likely, never 0 or 1: half an answer of each kind is added
/// (Jeffreys' prior).
fn likely_share(stratum: &StratumCounts) -> f64 {
    (stratum.n_yes as f64 + 0.5) / (stratum.n_sure() as f64 + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_halved_and_a_larger_one_takes_nothing_away() {
        let strata = [(true, 100), (true, 4), (false, 50), (false, 10_000), (false, 1)];
        assert_eq!(allocate(&strata, 40).iter().sum::<usize>(), 40);
        let halves = allocate(&strata, 40);
        assert_eq!(halves[0] + halves[1], 20);
        assert!(halves[1] >= 2 && halves[4] == 1);
        for budget in 0..200 {
            let (less, more) = (allocate(&strata, budget), allocate(&strata, budget + 1));
            assert!(less.iter().zip(&more).all(|(less, more)| less <= more));
        }
        assert_eq!(allocate(&strata[..2], 500), [100, 4]);
    }

    fn stratum(is_attributed: bool, size: usize, n_yes: usize, n_no: usize) -> StratumCounts {
        StratumCounts {
            n_yes,
            n_no,
            ..StratumCounts::unlabelled(is_attributed, size)
        }
    }

    #[test]
    fn further_labels_go_where_answers_differ_and_take_nothing_away() {
        let strata = [
            stratum(true, 100, 20, 0),
            stratum(true, 100, 10, 10),
            stratum(false, 100, 0, 20),
            stratum(false, 100, 6, 14),
        ];
        let further = &allocate_further(&[strata.to_vec()], 140)[0];
        assert_eq!(further.iter().sum::<usize>(), 140);
        assert!(
            further.iter().all(|&labels| (20..=100).contains(&labels)),
            "{further:?}"
        );
        assert!(
            further[1] > further[0] + 10 && further[3] > further[2] + 10,
            "{further:?}"
        );
        assert_eq!(allocate_further(&[strata.to_vec()], 1_000)[0], [100; 4]);
        assert_eq!(allocate_further(&[strata.to_vec()], 10)[0], [20; 4]);
    }

    #[test]
    fn the_delineation_that_is_least_known_gets_most() {
        let known = vec![stratum(true, 50, 49, 0), stratum(false, 500, 0, 100)];
        let open = vec![stratum(true, 50, 5, 5), stratum(false, 500, 1, 10)];
        let further = allocate_further(&[known, open], 250);
        let more = |place: usize, before: usize| further[place].iter().sum::<usize>() - before;
        assert!(more(1, 21) > more(0, 149), "{further:?}");
        assert_eq!(further.concat().iter().sum::<usize>(), 250);
    }
}
