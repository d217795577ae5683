//! AdamW as PyTorch computes it, with a learning rate and a decay for each parameter.

use std::collections::HashMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::optim::{AdamW, AdamWConfig, AdamWState, DynState, GradientsParams, Optimizer as _};
use burn::tensor::Tensor;

use super::adamw::{self, EPSILON};
use super::rates::Factors;
use super::tape::Place;

/// AdamW (betas 0.9 and 0.999, epsilon 1e-8) after clipping by the global norm.
///
/// A parameter's step is computed by [`adamw`] on the CPU and by Burn elsewhere. The moments are
/// kept here and not in Burn's own holder, so that they can be saved under the names of their
/// parameters.
pub(super) struct Optimizer {
    decayed: AdamW,
    spared: AdamW,
    weight_decay: f32,
    max_grad_norm: f64,
    factors: Factors,
    moments: HashMap<ParamId, DynState>,
}

impl Optimizer {
    /// Vectors, that is biases and LayerNorm weights, are spared the weight decay.
    pub(super) fn new(weight_decay: f64, max_grad_norm: f64, factors: Factors) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "Burn keeps the decay as f32"
        )]
        let weight_decay = weight_decay as f32;
        let adam = |decay| {
            AdamWConfig::new()
                .with_epsilon(EPSILON)
                .with_weight_decay(decay)
                .build()
        };
        Self {
            decayed: adam(weight_decay),
            spared: adam(0.0),
            weight_decay,
            max_grad_norm,
            factors,
            moments: HashMap::new(),
        }
    }

    /// Moves the parameters against their gradients; `None` if a gradient is not finite.
    pub(super) fn step<M: Module>(
        &mut self,
        rate: f64,
        model: M,
        mut gradients: GradientsParams,
    ) -> Option<M> {
        let scale = clipping(&model, &mut gradients, self.max_grad_norm)?;
        let mut update = Update {
            optimizer: self,
            gradients,
            rate,
            scale,
        };
        Some(model.map(&mut update))
    }

    /// The moments of a parameter, if it ever had a gradient.
    pub(super) fn moments<const D: usize>(&self, id: ParamId) -> Option<&AdamWState<D>> {
        self.moments.get(&id).map(DynState::downcast_ref)
    }

    pub(super) fn set_moments<const D: usize>(&mut self, id: ParamId, moments: AdamWState<D>) {
        self.moments.insert(id, DynState::create(moments, D));
    }
}

struct Update<'a> {
    optimizer: &'a mut Optimizer,
    gradients: GradientsParams,
    rate: f64,
    /// What gradients are multiplied by.
    scale: f64,
}

impl ModuleMapper for Update<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(gradient) = self.gradients.remove::<D>(param.id) else {
            return param;
        };
        let (id, tensor, mapper) = param.consume();
        // Nothing else may hold the weights while they are changed in place.
        let place = Place::of(&tensor);
        let weights = tensor.inner();
        let moments = self.optimizer.moments.remove(&id).map(DynState::downcast);
        let rate = self.rate * self.optimizer.factors.of(id);
        let (moved, moments) = self.step(rate, weights, gradient, moments);
        if let Some(moments) = moments {
            self.optimizer.set_moments::<D>(id, moments);
        }
        Param::from_mapped_value(id, place.put(moved), mapper)
    }
}

impl Update<'_> {
    fn step<const D: usize>(
        &self,
        rate: f64,
        weights: Tensor<D>,
        gradient: Tensor<D>,
        moments: Option<AdamWState<D>>,
    ) -> (Tensor<D>, Option<AdamWState<D>>) {
        let (adam, decay) = match D {
            1 => (&self.optimizer.spared, 0.0),
            _ => (&self.optimizer.decayed, self.optimizer.weight_decay),
        };
        let scale = self.scale;
        if adamw::is_ours(&weights) {
            let step = adamw::Step { rate, decay, scale };
            let (moved, moments) = adamw::step(step, weights, gradient, moments);
            return (moved, Some(moments));
        }
        let gradient = match scale < 1.0 {
            true => gradient.mul_scalar(scale),
            false => gradient,
        };
        adam.step(rate, weights, gradient, moments)
    }
}

/// What gradients are multiplied by, `min(1, bound / (norm + 1e-6))`, as by `clip_grad_norm_`;
/// `None` if the norm is not finite.
fn clipping<M: Module>(model: &M, gradients: &mut GradientsParams, bound: f64) -> Option<f64> {
    let mut squares = SumOfSquares {
        gradients,
        on_host: 0.0,
        sum: None,
    };
    model.visit(&mut squares);
    let elsewhere = squares.sum.map_or(0.0, |sum| sum.into_scalar::<f32>());
    let norm = (squares.on_host + f64::from(elsewhere)).sqrt();
    norm.is_finite().then(|| (bound / (norm + 1e-6)).min(1.0))
}

struct SumOfSquares<'a> {
    gradients: &'a mut GradientsParams,
    /// Of gradients in this process's memory.
    on_host: f64,
    /// Of others; kept on the device, so that a GPU is waited for once a step.
    sum: Option<Tensor<1>>,
}

impl ModuleVisitor for SumOfSquares<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let Some(gradient) = self.gradients.remove::<D>(param.id) else {
            return;
        };
        let gradient = match adamw::is_ours(&gradient) {
            true => {
                let device = gradient.device();
                let data = gradient.into_data();
                self.on_host += adamw::sum_of_squares(&data);
                Tensor::from_data(data, &device)
            }
            false => {
                let square = gradient.clone().square().sum();
                self.sum = Some(match self.sum.take() {
                    Some(sum) => sum + square,
                    None => square,
                });
                gradient
            }
        };
        self.gradients.register(param.id, gradient);
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::TensorData;
    use serde::Deserialize;

    use super::*;

    /// Two roundings of f32 a step.
    const TOLERANCE: f32 = 2e-7;

    #[derive(Module, Debug)]
    struct Pair {
        matrix: Param<Tensor<2>>,
        vector: Param<Tensor<1>>,
    }

    type Values = ([[f32; 3]; 2], [f32; 3]);

    #[derive(Deserialize)]
    struct Golden {
        weight_decay: f64,
        max_grad_norm: f64,
        start: Values,
        steps: Vec<Step>,
    }

    #[derive(Deserialize)]
    struct Step {
        rate: f64,
        gradients: Values,
        after: Values,
    }

    #[test]
    #[cfg(feature = "cpu")]
    fn makes_no_step_on_a_gradient_that_is_not_finite() {
        let device = burn::tensor::Device::flex().autodiff();
        let pair = Pair {
            matrix: Param::from_data([[1.0_f32; 3]; 2], &device),
            vector: Param::from_data([1.0_f32; 3], &device),
        };
        let mut optimizer = Optimizer::new(0.0, 1.0, Factors::default());
        let mut gradients = GradientsParams::new();
        let gradient = Tensor::<1>::from_data([0.0, f32::NAN, 0.0], &device.without_autodiff());
        gradients.register(pair.vector.id, gradient);
        assert!(optimizer.step(0.1, pair, gradients).is_none());
    }

    fn golden() -> Golden {
        const TEXT: &str = include_str!("../../../../fixtures/indobert-burn/peers/adamw.json");
        serde_json::from_str(TEXT).unwrap()
    }

    #[test]
    #[cfg(feature = "cpu")]
    fn steps_as_pytorch_does() {
        let golden = golden();
        let device = burn::tensor::Device::flex().autodiff();
        let mut pair = Pair {
            matrix: Param::from_data(golden.start.0, &device),
            vector: Param::from_data(golden.start.1, &device),
        };
        let mut optimizer = Optimizer::new(
            golden.weight_decay,
            golden.max_grad_norm,
            Factors::default(),
        );
        let plain = device.without_autodiff();
        for (number, step) in golden.steps.into_iter().enumerate() {
            let mut gradients = GradientsParams::new();
            gradients.register(
                pair.matrix.id,
                Tensor::<2>::from_data(step.gradients.0, &plain),
            );
            gradients.register(
                pair.vector.id,
                Tensor::<1>::from_data(step.gradients.1, &plain),
            );
            pair = optimizer.step(step.rate, pair, gradients).unwrap();
            let found = [pair.matrix.val().into_data(), pair.vector.val().into_data()];
            let wanted = [
                TensorData::from(step.after.0),
                TensorData::from(step.after.1),
            ];
            for (found, wanted) in found.iter().zip(&wanted) {
                for (found, wanted) in found.iter::<f32>().zip(wanted.iter::<f32>()) {
                    assert!(
                        (found - wanted).abs() < TOLERANCE,
                        "step {number}: {found} {wanted}"
                    );
                }
            }
        }
    }
}
