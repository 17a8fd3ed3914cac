//! The files of sentence-transformers beside a model: `modules.json`, `1_Pooling/config.json`, dense
//! layers, the longest sequence and the prompt. Their form is that of `SentenceTransformer.save`.

use std::collections::BTreeMap;

use candle_core::Device;
use candle_core::safetensors::Load;
use serde::Deserialize;
use serde_json::Value;

use crate::ModelError;
use crate::file_source::FileSource;
use crate::pooling::{Activation, Dense, Head, Pooling, Step};
use crate::weights::Weights;

/// What the files beside the model say; all of it may be absent.
#[derive(Debug, Default)]
pub(crate) struct SentenceModules {
    /// Folder of the transformer's own files, with a `/` at the end, or empty.
    pub folder: String,
    pub head: Option<Head>,
    /// Tokens a text, special ones included.
    pub max_tokens: Option<usize>,
    /// What is put before every text unless a person says otherwise.
    pub prompt: Option<String>,
}

/// One entry of `modules.json`.
#[derive(Deserialize)]
struct Module {
    #[serde(default)]
    path: String,
    #[serde(rename = "type")]
    class: String,
}

#[derive(Deserialize)]
struct DenseConfiguration {
    in_features: usize,
    out_features: usize,
    #[serde(default = "yes")]
    bias: bool,
    #[serde(default)]
    activation_function: String,
}

impl SentenceModules {
    pub(crate) fn read(source: &mut FileSource<'_>) -> Result<Self, ModelError> {
        let mut modules = Self::default();
        if let Some(bytes) = source.optional("modules.json")? {
            let list: Vec<Module> = source.parse("modules.json", &bytes)?;
            modules.take(&list, source)?;
        }
        let file = format!("{}sentence_bert_config.json", modules.folder);
        if let Some(bytes) = source.optional(&file)? {
            let configuration: Value = source.parse(&file, &bytes)?;
            modules.max_tokens = configuration["max_seq_length"].as_u64().map(|n| n as usize);
        }
        if let Some(bytes) = source.optional("config_sentence_transformers.json")? {
            let configuration: Value = source.parse("config_sentence_transformers.json", &bytes)?;
            modules.prompt = default_prompt(&configuration);
        }
        Ok(modules)
    }

    fn take(&mut self, list: &[Module], source: &mut FileSource<'_>) -> Result<(), ModelError> {
        let mut head = Head {
            poolings: Vec::new(),
            steps: Vec::new(),
        };
        for module in list {
            match module.class.rsplit('.').next().unwrap_or_default() {
                "Transformer" if module.path.is_empty() => {}
                "Transformer" => self.folder = format!("{}/", module.path),
                "Pooling" => head.poolings = poolings(&module.path, source)?,
                "Dense" => head.steps.push(Step::Dense(dense(&module.path, source)?)),
                "Normalize" => head.steps.push(Step::Normalise),
                other => {
                    return Err(
                        source.invalid("modules.json", format!("it has a module `{other}`, which is not known"))
                    );
                }
            }
        }
        if head.poolings.is_empty() {
            return Err(source.invalid("modules.json", "it has no module `Pooling`"));
        }
        self.head = Some(head);
        Ok(())
    }
}

/// The modes of a pooling's configuration, as flags or by name.
fn poolings(folder: &str, source: &mut FileSource<'_>) -> Result<Vec<Pooling>, ModelError> {
    let file = format!("{folder}/config.json");
    let bytes = source.required(&file)?;
    let configuration: BTreeMap<String, Value> = source.parse(&file, &bytes)?;
    let mut poolings = Vec::new();
    for mode in modes(&configuration) {
        poolings.push(match mode.as_str() {
            "cls" | "cls_token" => Pooling::Cls,
            "max" | "max_tokens" => Pooling::Max,
            "mean" | "mean_tokens" => Pooling::Mean,
            "mean_sqrt_len_tokens" => Pooling::MeanSqrtLength,
            other => return Err(source.invalid(&file, format!("its pooling `{other}` is not known"))),
        });
    }
    if configuration.get("include_prompt") == Some(&Value::Bool(false)) {
        return Err(source.invalid(&file, "it leaves the prompt out of the pooling, which is not supported"));
    }
    poolings.sort_unstable();
    poolings.dedup();
    Ok(poolings)
}

fn modes(configuration: &BTreeMap<String, Value>) -> Vec<String> {
    match configuration.get("pooling_mode") {
        Some(Value::String(mode)) => vec![mode.clone()],
        Some(Value::Array(modes)) => modes
            .iter()
            .filter_map(|mode| mode.as_str().map(str::to_owned))
            .collect(),
        _ => configuration
            .iter()
            .filter(|(_, value)| **value == Value::Bool(true))
            .filter_map(|(name, _)| Some(name.strip_prefix("pooling_mode_")?.to_owned()))
            .collect(),
    }
}

fn dense(folder: &str, source: &mut FileSource<'_>) -> Result<Dense, ModelError> {
    let file = format!("{folder}/config.json");
    let bytes = source.required(&file)?;
    let configuration: DenseConfiguration = source.parse(&file, &bytes)?;
    let activation = match configuration.activation_function.rsplit('.').next().unwrap_or_default() {
        "" | "Identity" => Activation::Identity,
        "Tanh" => Activation::Tanh,
        "ReLU" => Activation::Relu,
        other => return Err(source.invalid(&file, format!("its activation `{other}` is not known"))),
    };
    let file = source.safetensors(&format!("{folder}/"))?;
    let bytes = source.required(&file)?;
    let mut weights = Weights::default();
    weights
        .add(&file, bytes)
        .map_err(|reason| source.invalid(&file, reason))?;
    let (inputs, outputs) = (configuration.in_features, configuration.out_features);
    let tensor = |name: &str, shape: &[usize]| values(&weights, name, shape).map_err(|e| source.invalid(&file, e));
    Ok(Dense {
        inputs,
        weight: tensor("linear.weight", &[outputs, inputs])?,
        bias: if configuration.bias {
            tensor("linear.bias", &[outputs])?
        } else {
            vec![0.0; outputs]
        },
        activation,
    })
}

fn values(weights: &Weights, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
    let view = weights
        .tensor(name)
        .ok_or_else(|| format!("it has no tensor `{name}`"))?;
    if view.shape() != shape {
        return Err(format!(
            "the tensor `{name}` has the shape {:?}, not {shape:?}",
            view.shape()
        ));
    }
    let as_f32 = |tensor: candle_core::Tensor| tensor.to_dtype(candle_core::DType::F32)?.flatten_all()?.to_vec1();
    let values: Vec<f32> = view
        .load(&Device::Cpu)
        .and_then(as_f32)
        .map_err(|error| error.to_string())?;
    if values.iter().all(|value| value.is_finite()) {
        Ok(values)
    } else {
        Err(format!("the tensor `{name}` holds values that are not numbers"))
    }
}

fn default_prompt(configuration: &Value) -> Option<String> {
    let name = configuration["default_prompt_name"].as_str()?;
    Some(configuration["prompts"][name].as_str()?.to_owned())
}

fn yes() -> bool {
    true
}
