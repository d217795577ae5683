//! Parameters on autodiff's tape and off it.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, GradientCheckpointingStrategy, Tensor};

/// Puts the parameters on the tape of `device`. Those whose path has no factor are frozen: the
/// backward pass ends above them.
pub(super) fn on_tape<M: Module>(
    model: M,
    factor: &dyn Fn(&[String]) -> Option<f64>,
    device: &Device,
) -> M {
    let mut lift = Lift {
        path: Vec::new(),
        factor,
        strategy: device.gradient_checkpointing_strategy(),
    };
    model.train().map(&mut lift)
}

struct Lift<'a> {
    path: Vec<String>,
    factor: &'a dyn Fn(&[String]) -> Option<f64>,
    strategy: Option<GradientCheckpointingStrategy>,
}

impl ModuleMapper for Lift<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let learns = (self.factor)(&self.path).is_some();
        let strategy = self.strategy;
        param
            .map(|tensor| lifted(tensor.inner(), strategy))
            .set_require_grad(learns)
    }
}

/// What `part` makes of `x`, which no gradient passes. If none of its parameters learns, `work` is
/// given both off the tape: nothing is written down for a backward pass, and what nobody else holds
/// is changed in place.
pub fn off_tape_if_frozen<M: Module, const D: usize, const E: usize>(
    part: &M,
    x: Tensor<D>,
    work: impl FnOnce(&M, Tensor<D>) -> Tensor<E>,
) -> Tensor<E> {
    if !x.is_autodiff() || learns(part) {
        return work(part, x);
    }
    let place = Place::of(&x);
    place.put(work(&part.valid(), x.inner()))
}

/// Whether any parameter learns.
fn learns<M: Module>(module: &M) -> bool {
    struct Walk(bool);
    impl ModuleVisitor for Walk {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.0 |= param.val().is_require_grad();
        }
    }
    let mut walk = Walk(false);
    module.visit(&mut walk);
    walk.0
}

/// `new`, computed off the tape, as the parameter that `old` was.
pub(super) fn in_place_of<const D: usize>(old: &Tensor<D>, new: Tensor<D>) -> Tensor<D> {
    Place::of(old).put(new)
}

/// Where a parameter is, on a tape or not.
pub(super) struct Place {
    is_autodiff: bool,
    strategy: Option<GradientCheckpointingStrategy>,
    learns: bool,
}

impl Place {
    pub(super) fn of<const D: usize>(tensor: &Tensor<D>) -> Self {
        Self {
            is_autodiff: tensor.is_autodiff(),
            strategy: tensor.gradient_checkpointing_strategy(),
            learns: tensor.is_require_grad(),
        }
    }

    /// `new`, computed off the tape, as the parameter that was here.
    pub(super) fn put<const D: usize>(self, new: Tensor<D>) -> Tensor<D> {
        match self.is_autodiff {
            true => lifted(new, self.strategy).set_require_grad(self.learns),
            false => new,
        }
    }
}

/// Tensors of two strategies do not go together, so each must carry that of its device.
fn lifted<const D: usize>(
    tensor: Tensor<D>,
    strategy: Option<GradientCheckpointingStrategy>,
) -> Tensor<D> {
    let tensor = tensor.autodiff();
    match strategy {
        Some(strategy) => tensor.with_gradient_checkpointing_strategy(strategy),
        None => tensor,
    }
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use burn::nn::{Linear, LinearConfig};

    use super::*;

    /// Values of a layer for ones, the gradient of its weights, and whether they came off the tape.
    fn run(layer: &Linear, device: &Device) -> (Vec<f32>, Option<Vec<f32>>, bool) {
        let mut was_off = false;
        let y = off_tape_if_frozen(layer, Tensor::<2>::ones([2, 3], device), |layer, x| {
            was_off = !x.is_autodiff();
            layer.forward(x)
        });
        let scale = Tensor::<2>::ones([2, 4], device).require_grad();
        let gradients = (y.clone() * scale.clone()).sum().backward();
        let numbers = |x: Tensor<2>| x.into_data().iter::<f32>().collect::<Vec<f32>>();
        // What lies behind has its gradient in any case.
        assert_eq!(
            numbers(scale.grad(&gradients).unwrap()),
            numbers(y.clone().inner())
        );
        let gradient = layer.weight.val().grad(&gradients).map(numbers);
        (numbers(y.inner()), gradient, was_off)
    }

    #[test]
    fn what_is_frozen_leaves_the_tape_and_keeps_its_values() {
        for device in [
            Device::flex().autodiff(),
            Device::flex().autodiff().gradient_checkpointing(),
        ] {
            let layer = LinearConfig::new(3, 4).init(&device);
            let (values, gradient, was_off) = run(&layer, &device);
            assert!(gradient.is_some() && !was_off);
            let (frozen, gradient, was_off) = run(&layer.no_grad(), &device);
            assert!(gradient.is_none() && was_off);
            assert_eq!(frozen, values);
        }
    }
}
