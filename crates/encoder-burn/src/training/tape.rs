//! Parameters on autodiff's tape and off it.

use burn::module::{Module, ModuleMapper, Param};
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

/// `new`, computed off the tape, as the parameter that `old` was.
pub(super) fn in_place_of<const D: usize>(old: &Tensor<D>, new: Tensor<D>) -> Tensor<D> {
    if !old.is_autodiff() {
        return new;
    }
    lifted(new, old.gradient_checkpointing_strategy()).set_require_grad(old.is_require_grad())
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
