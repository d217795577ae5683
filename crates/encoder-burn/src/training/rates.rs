//! A learning rate for each parameter.

use std::collections::HashMap;

use burn::module::{Module, ModuleVisitor, Param, ParamId};
use burn::tensor::Tensor;

/// What each parameter's learning rate is multiplied by; 1 for those that are not named.
#[derive(Debug, Default)]
pub(super) struct Factors(HashMap<ParamId, f64>);

impl Factors {
    /// `factor` gives that of a path.
    pub(super) fn new<M: Module>(model: &M, factor: &dyn Fn(&[String]) -> Option<f64>) -> Self {
        let mut walk = Walk {
            path: Vec::new(),
            factor,
            found: HashMap::new(),
        };
        model.visit(&mut walk);
        Self(walk.found)
    }

    pub(super) fn of(&self, id: ParamId) -> f64 {
        self.0.get(&id).copied().unwrap_or(1.0)
    }
}

struct Walk<'a> {
    path: Vec<String>,
    factor: &'a dyn Fn(&[String]) -> Option<f64>,
    found: HashMap<ParamId, f64>,
}

impl ModuleVisitor for Walk<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(factor) = (self.factor)(&self.path) {
            self.found.insert(param.id, factor);
        }
    }
}
