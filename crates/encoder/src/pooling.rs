//! From the states of a text's tokens to one vector: pooling, dense layers, length 1.

use embedding::normalise;

/// How the states of a text's tokens become one, as the modes of sentence-transformers are defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pooling {
    /// The state of the first token.
    Cls,
    /// The largest value of each dimension.
    Max,
    /// The mean over the tokens.
    Mean,
    /// The sum over the tokens, divided by the square root of their number.
    MeanSqrtLength,
}

/// What comes after the transformer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Head {
    /// Several stand one after another in the vector.
    pub poolings: Vec<Pooling>,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    Dense(Dense),
    Normalise,
}

/// A layer `activation(weight · x + bias)`; `weight` is row-major, `[outputs, inputs]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dense {
    pub inputs: usize,
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
    pub activation: Activation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activation {
    Identity,
    Tanh,
    Relu,
}

impl Default for Head {
    /// What sentence-transformers does with a model that says nothing: the mean.
    fn default() -> Self {
        Self {
            poolings: vec![Pooling::Mean],
            steps: Vec::new(),
        }
    }
}

impl Head {
    /// Numbers of the vector, for states of `width` numbers.
    pub(crate) fn dimension(&self, width: usize) -> usize {
        let dense = self.steps.iter().rev().find_map(|step| match step {
            Step::Dense(dense) => Some(dense.bias.len()),
            Step::Normalise => None,
        });
        dense.unwrap_or(self.poolings.len() * width)
    }

    /// The vector of a text from its states, `[tokens, width]` row-major, at least one token. It
    /// has length 1 only where the model says so.
    pub(crate) fn vector(&self, states: &[f32], width: usize) -> Vec<f32> {
        let pooled = self.poolings.iter().flat_map(|pooling| pooling.pool(states, width));
        self.steps
            .iter()
            .fold(pooled.collect(), |vector: Vec<f32>, step| match step {
                Step::Dense(dense) => dense.apply(&vector),
                Step::Normalise => normalise(&vector).unwrap_or(vector),
            })
    }
}

impl Pooling {
    fn pool(self, states: &[f32], width: usize) -> Vec<f32> {
        let n_tokens = (states.len() / width) as f32;
        match self {
            Self::Cls => states[..width].to_vec(),
            Self::Max => fold(states, width, f32::NEG_INFINITY, f32::max),
            Self::Mean => scaled(fold(states, width, 0.0, |sum, x| sum + x), 1.0 / n_tokens),
            Self::MeanSqrtLength => scaled(fold(states, width, 0.0, |sum, x| sum + x), 1.0 / n_tokens.sqrt()),
        }
    }
}

impl Dense {
    fn apply(&self, vector: &[f32]) -> Vec<f32> {
        let rows = self.weight.chunks_exact(self.inputs).zip(&self.bias);
        rows.map(|(row, bias)| {
            let sum: f32 = row.iter().zip(vector).map(|(w, x)| w * x).sum();
            self.activation.apply(sum + bias)
        })
        .collect()
    }
}

impl Activation {
    fn apply(self, x: f32) -> f32 {
        match self {
            Self::Identity => x,
            Self::Tanh => x.tanh(),
            Self::Relu => x.max(0.0),
        }
    }
}

fn fold(states: &[f32], width: usize, start: f32, join: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    let mut folded = vec![start; width];
    for state in states.chunks_exact(width) {
        for (sum, &x) in folded.iter_mut().zip(state) {
            *sum = join(*sum, x);
        }
    }
    folded
}

fn scaled(mut vector: Vec<f32>, factor: f32) -> Vec<f32> {
    vector.iter_mut().for_each(|x| *x *= factor);
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_pools_as_it_is_defined() {
        let states = [1.0, -2.0, 3.0, 4.0, 5.0, 1.0, 7.0, 1.0];
        for (pooling, expected) in [
            (Pooling::Cls, [1.0, -2.0]),
            (Pooling::Max, [7.0, 4.0]),
            (Pooling::Mean, [4.0, 1.0]),
            (Pooling::MeanSqrtLength, [8.0, 2.0]),
        ] {
            assert_eq!(pooling.pool(&states, 2), expected, "{pooling:?}");
        }
    }

    #[test]
    fn the_steps_follow_the_pooling_in_order() {
        let dense = Dense {
            inputs: 4,
            weight: vec![1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 1.0, 0.0, 0.0],
            bias: vec![0.5, 1.0, 0.0],
            activation: Activation::Relu,
        };
        let head = Head {
            poolings: vec![Pooling::Cls, Pooling::Mean],
            steps: vec![Step::Dense(dense), Step::Normalise],
        };
        assert_eq!(head.dimension(2), 3);
        // The pooled vector is [2.5, -3, 2.5, -3]; the layer makes it [3, 4, 0].
        let vector = head.vector(&[2.5, -3.0, 2.5, -3.0], 2);
        assert_eq!(vector, [0.6, 0.8, 0.0]);
    }
}
