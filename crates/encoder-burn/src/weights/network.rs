//! The weights of a network: in Burn's tensors, packed for an engine, or in both.

use std::error::Error;
use std::sync::{Arc, OnceLock};

use burn::module::Module;
use burn::tensor::Device;

use super::{Given, Names, Tensor, fill, tensors};

/// A network's weights, packed for an engine that runs it on a CPU.
pub trait Packed: Sized {
    /// The network in Burn's terms.
    type Model: Module;
    /// Its shape.
    type Config;

    /// Packs the weights of a network that stays: nobody asks them for their tensors.
    ///
    /// # Errors
    ///
    /// What the engine does not take.
    fn pack(model: &Self::Model, config: &Self::Config) -> Result<Self, Refusal>;

    /// Lays out the network that these weights are of, without their values.
    fn lay_out(&self, config: &Self::Config, device: &Device) -> Self::Model;

    /// How files spell the network's tensors.
    fn names(config: &Self::Config) -> &dyn Names;

    /// All tensors of the network as a file has them, to the last bit, copied a few at a time.
    fn tensors(&self, config: &Self::Config) -> Box<dyn Iterator<Item = Tensor> + '_>;

    /// As [`Packed::tensors`], but memory is given back on the way.
    fn into_tensors(self, config: &Self::Config) -> Box<dyn Iterator<Item = Tensor>>;
}

/// Why an engine does not take a network.
pub type Refusal = Arc<dyn Error + Send + Sync>;

/// The weights of a network. Clones share them.
///
/// It lends its weights and lets nobody change them in place, so that the engine has the same ones
/// always: who trains takes the network out, and the engine is gone with the rest.
///
/// Weights that came packed are packed alone, those of Burn are Burn's alone. The other half is made
/// when somebody asks for it, once for all clones.
#[derive(Debug)]
pub struct Network<P: Packed>(Arc<Halves<P>>);

#[derive(Debug)]
enum Halves<P: Packed> {
    Burn {
        model: P::Model,
        packed: OnceLock<Result<P, Refusal>>,
    },
    Packed {
        packed: P,
        model: OnceLock<P::Model>,
    },
}

impl<P: Packed> Clone for Network<P> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<P: Packed> Network<P> {
    /// Weights in Burn's tensors: drawn, trained, or on another device than the host.
    pub fn of_burn(model: P::Model) -> Self {
        let packed = OnceLock::new();
        Self(Arc::new(Halves::Burn { model, packed }))
    }

    /// Weights that were packed as they were read.
    pub fn of_packed(packed: P) -> Self {
        let model = OnceLock::new();
        Self(Arc::new(Halves::Packed { packed, model }))
    }

    /// The network in Burn's terms.
    pub fn model(&self, config: &P::Config, device: &Device) -> &P::Model {
        match &*self.0 {
            Halves::Burn { model, .. } => model,
            Halves::Packed { packed, model } => {
                model.get_or_init(|| assemble(packed, config, device))
            }
        }
    }

    /// The network in Burn's terms, to be changed. If no clone is left, the engine's memory goes
    /// while the tensors are made.
    pub fn into_model(self, config: &P::Config, device: &Device) -> P::Model {
        match Arc::try_unwrap(self.0) {
            Ok(Halves::Burn { model, .. }) => model,
            Ok(Halves::Packed { packed, model }) => model.into_inner().unwrap_or_else(|| {
                let laid_out = packed.lay_out(config, device);
                filled::<P>(laid_out, config, packed.into_tensors(config))
            }),
            Err(shared) => match &*shared {
                Halves::Burn { model, .. } => model.clone(),
                // What is made for training alone is not kept for the clones.
                Halves::Packed { packed, model } => model
                    .get()
                    .cloned()
                    .unwrap_or_else(|| assemble(packed, config, device)),
            },
        }
    }

    /// The weights as the engine has them; on a host device only, for it computes there.
    ///
    /// # Errors
    ///
    /// What the engine does not take.
    pub fn packed(&self, config: &P::Config) -> Result<&P, Refusal> {
        match &*self.0 {
            Halves::Packed { packed, .. } => Ok(packed),
            Halves::Burn { model, packed } => packed
                .get_or_init(|| P::pack(model, config))
                .as_ref()
                .map_err(Arc::clone),
        }
    }

    /// The weights as a file has them, made a few at a time.
    pub fn tensors(&self, config: &P::Config) -> Box<dyn Iterator<Item = Tensor> + '_> {
        match &*self.0 {
            Halves::Burn { model, .. } => Box::new(tensors(model, P::names(config))),
            Halves::Packed { packed, .. } => packed.tensors(config),
        }
    }
}

fn assemble<P: Packed>(packed: &P, config: &P::Config, device: &Device) -> P::Model {
    let laid_out = packed.lay_out(config, device);
    filled::<P>(laid_out, config, packed.tensors(config))
}

fn filled<P: Packed>(
    laid_out: P::Model,
    config: &P::Config,
    tensors: impl Iterator<Item = Tensor>,
) -> P::Model {
    fill(laid_out, P::names(config), &mut Given::new(tensors))
        .expect("packed weights have every tensor of their network")
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use burn::nn::{Linear, LinearConfig};
    use burn::tensor::Tensor as BurnTensor;

    use super::*;

    #[derive(Module, Debug)]
    struct Model {
        linear: Linear,
    }

    struct Spelling;

    impl Names for Spelling {
        fn file_name(&self, path: &[String]) -> String {
            path.join(".")
        }

        fn canonical(&self, name: &str) -> Option<String> {
            Some(name.to_owned())
        }

        fn is_optional(&self, _name: &str) -> bool {
            false
        }
    }

    /// Tells how often it was made of a model and a model of it.
    #[derive(Debug, Default)]
    struct Counted {
        packed: AtomicUsize,
        laid_out: AtomicUsize,
    }

    #[derive(Debug)]
    struct List(Vec<Tensor>);

    impl Packed for List {
        type Model = Model;
        type Config = Counted;

        fn pack(model: &Model, config: &Counted) -> Result<Self, Refusal> {
            config.packed.fetch_add(1, Ordering::Relaxed);
            let list: Vec<Tensor> = tensors(model, &Spelling).collect();
            let numbers = list.iter().flat_map(|tensor| &tensor.values);
            match numbers.into_iter().all(|number| number.is_finite()) {
                true => Ok(Self(list)),
                false => Err(Arc::from(Box::<dyn Error + Send + Sync>::from("no number"))),
            }
        }

        fn lay_out(&self, config: &Counted, device: &Device) -> Model {
            config.laid_out.fetch_add(1, Ordering::Relaxed);
            laid_out(device)
        }

        fn names(_config: &Counted) -> &dyn Names {
            &Spelling
        }

        fn tensors(&self, _config: &Counted) -> Box<dyn Iterator<Item = Tensor> + '_> {
            Box::new(self.0.iter().cloned())
        }

        fn into_tensors(self, _config: &Counted) -> Box<dyn Iterator<Item = Tensor>> {
            Box::new(self.0.into_iter())
        }
    }

    fn laid_out(device: &Device) -> Model {
        let linear = LinearConfig::new(3, 2).init(device);
        Model { linear }
    }

    fn values(tensors: impl Iterator<Item = Tensor>) -> Vec<(String, Vec<u32>)> {
        let bits = |tensor: Tensor| {
            let values = tensor.values.into_iter().map(f32::to_bits);
            (tensor.name, values.collect())
        };
        tensors.map(bits).collect()
    }

    #[test]
    fn the_other_half_is_made_once_and_when_it_is_asked_for() {
        let (device, counted) = (Device::flex(), Counted::default());
        let packed = || counted.packed.load(Ordering::Relaxed);
        let made = || counted.laid_out.load(Ordering::Relaxed);

        let of_burn = Network::<List>::of_burn(laid_out(&device));
        let wanted = values(of_burn.tensors(&counted));
        of_burn.model(&counted, &device);
        assert_eq!((packed(), made()), (0, 0));
        thread::scope(|scope| {
            for _ in 0..4 {
                let clone = of_burn.clone();
                let counted = &counted;
                scope.spawn(move || clone.packed(counted).map(|_| ()));
            }
        });
        assert_eq!((packed(), made()), (1, 0));

        let list = List(of_burn.tensors(&counted).collect());
        let of_packed = Network::of_packed(list);
        of_packed.packed(&counted).unwrap();
        assert!(values(of_packed.tensors(&counted)) == wanted);
        assert_eq!((packed(), made()), (1, 0));
        // Made for a training, it is not kept for the others.
        let trained = of_packed.clone().into_model(&counted, &device);
        assert!(values(tensors(&trained, &Spelling)) == wanted);
        assert_eq!(made(), 1);
        thread::scope(|scope| {
            for _ in 0..4 {
                let model = of_packed.model(&counted, &device);
                let wanted = &wanted;
                scope.spawn(move || assert!(values(tensors(model, &Spelling)) == *wanted));
            }
        });
        assert_eq!(made(), 2);
        let alone = of_packed.into_model(&counted, &device);
        assert!(values(tensors(&alone, &Spelling)) == wanted);
        assert_eq!((packed(), made()), (1, 2));
    }

    #[test]
    fn a_refusal_is_kept_too() {
        let (device, counted) = (Device::flex(), Counted::default());
        let mut model = laid_out(&device);
        let infinite = BurnTensor::full([2], f32::INFINITY, &device);
        model.linear.bias = Some(burn::module::Param::from_tensor(infinite));
        let network = Network::<List>::of_burn(model);
        for _ in 0..2 {
            let refusal = network.packed(&counted).unwrap_err();
            assert_eq!(refusal.to_string(), "no number");
        }
        assert_eq!(counted.packed.load(Ordering::Relaxed), 1);
    }
}
