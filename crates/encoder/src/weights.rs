//! The tensors of a model by name: one `model.safetensors`, or several of an index, of any float type.

use std::collections::BTreeMap;
use std::sync::Arc;

use candle_core::safetensors::Load;
use candle_core::{DType, Device, Error, Result, Shape, Tensor};
use candle_nn::{Init, VarBuilder, var_builder::SimpleBackend};
use safetensors::SafeTensorError;
use safetensors::tensor::{SafeTensors, TensorView};

use crate::file_bytes::FileBytes;
use crate::rows::Rows;

/// What a pointer of Git LFS begins with, which stands where the weights should be.
const LFS_POINTER: &[u8] = b"version https://git-lfs";

/// All tensors of a model. Cloning is cheap: the bytes are shared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weights {
    shards: Vec<Arc<Shard>>,
    /// The shard and the place in it, by the tensor's name.
    tensors: BTreeMap<String, (usize, Place)>,
}

/// One file of the format.
#[derive(Debug)]
struct Shard {
    file: String,
    bytes: Arc<FileBytes>,
}

/// Where a tensor lies in its file, in bytes.
#[derive(Debug, Clone)]
struct Place {
    dtype: safetensors::Dtype,
    shape: Vec<usize>,
    start: usize,
    end: usize,
}

impl Weights {
    /// Adds the tensors of a file; the reason where it is not of the format.
    pub(crate) fn add(&mut self, file: &str, bytes: FileBytes) -> std::result::Result<(), String> {
        let (header, metadata) =
            SafeTensors::read_metadata(&bytes).map_err(|error| not_of_the_format(&bytes, &error))?;
        let start = header + size_of::<u64>();
        for (name, tensor) in metadata.tensors() {
            let place = Place {
                dtype: tensor.dtype,
                shape: tensor.shape.clone(),
                start: start + tensor.data_offsets.0,
                end: start + tensor.data_offsets.1,
            };
            self.tensors.insert(name, (self.shards.len(), place));
        }
        self.shards.push(Arc::new(Shard {
            file: file.to_owned(),
            bytes: Arc::new(bytes),
        }));
        Ok(())
    }

    /// The tensor as it lies in the file. `LayerNorm.weight` and `.bias` are also found under the
    /// names of checkpoints that came from TensorFlow, `gamma` and `beta`.
    pub(crate) fn tensor(&self, name: &str) -> Option<TensorView<'_>> {
        let (shard, place) = self.place(name)?;
        let bytes = &shard.bytes[place.start..place.end];
        TensorView::new(place.dtype, place.shape.clone(), bytes).ok()
    }

    /// The rows of a tensor of floats, found as by [`Self::tensor`], to be read when needed.
    pub(crate) fn rows(&self, name: &str) -> Option<Rows> {
        let (shard, place) = self.place(name)?;
        Rows::new(&shard.bytes, place.dtype, &place.shape, place.start..place.end)
    }

    fn place(&self, name: &str) -> Option<(&Shard, &Place)> {
        let of_name = |name: &str| self.tensors.get(name);
        let (shard, place) = of_name(name).or_else(|| of_name(&name_from_tensorflow(name)?))?;
        Some((&self.shards[*shard], place))
    }

    /// The same tensors for candle, each turned into f32 when it is asked for.
    pub(crate) fn variables(&self, device: &Device) -> VarBuilder<'_> {
        VarBuilder::from_backend(Box::new(Variables(self)), DType::F32, device.clone())
    }

    /// The file and the name of the first tensor that holds something that is not a number.
    pub(crate) fn not_finite(&self) -> Option<(&str, &str)> {
        self.tensors.iter().find_map(|(name, (shard, _))| {
            let tensor = self.tensor(name)?.load(&Device::Cpu).ok()?;
            let values: Vec<f32> = tensor.to_dtype(DType::F32).ok()?.flatten_all().ok()?.to_vec1().ok()?;
            let is_damaged = values.iter().any(|value| !value.is_finite());
            is_damaged.then(|| (self.shards[*shard].file.as_str(), name.as_str()))
        })
    }
}

struct Variables<'a>(&'a Weights);

impl SimpleBackend for Variables<'_> {
    fn get(&self, shape: Shape, name: &str, _: Init, dtype: DType, device: &Device) -> Result<Tensor> {
        let tensor = self.get_unchecked(name, dtype, device)?;
        if tensor.shape() == &shape {
            Ok(tensor)
        } else {
            Err(Error::Msg(format!(
                "the tensor `{name}` has the shape {:?}, and `config.json` asks for {:?}",
                tensor.dims(),
                shape.dims()
            )))
        }
    }

    fn get_unchecked(&self, name: &str, dtype: DType, device: &Device) -> Result<Tensor> {
        let view = self.0.tensor(name);
        let view = view.ok_or_else(|| Error::Msg(format!("it has no tensor `{name}`")))?;
        view.load(device)?.to_dtype(dtype)
    }

    fn contains_tensor(&self, name: &str) -> bool {
        self.0.tensor(name).is_some()
    }
}

fn name_from_tensorflow(name: &str) -> Option<String> {
    let (norm, last) = name.rsplit_once('.')?;
    let old = match last {
        "weight" => "gamma",
        "bias" => "beta",
        _ => return None,
    };
    norm.ends_with("LayerNorm").then(|| format!("{norm}.{old}"))
}

fn not_of_the_format(bytes: &[u8], error: &SafeTensorError) -> String {
    if bytes.starts_with(LFS_POINTER) {
        "it is a pointer of Git LFS and not the weights; `git lfs pull` fetches them".into()
    } else {
        format!("it is cut off or damaged at {} bytes ({error})", bytes.len())
    }
}
