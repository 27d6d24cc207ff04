//! Texts as vectors: `/api/embed` of Ollama, `/v1/embeddings` of the others.

use pothos_model::{Failure, FailureCode};
use serde_json::{Value, json};

use crate::Dialect;
use crate::client::Inner;
use crate::fault::{Where, failure};

/// Numbers of a vector.
const SIDES: std::ops::RangeInclusive<usize> = 8..=8_192;

/// What a text is for. Some models were trained with a phrase before each; from their model cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is stored and found later.
    Kept,
    /// It is looked for.
    Asked,
}

/// What a server made of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedded {
    /// The vector: finite, not all zero, 8 to 8,192 numbers.
    pub vector: Vec<f32>,
    /// Tokens of the text, where the server tells.
    pub tokens: Option<u32>,
}

/// The text as the model was trained to read it.
fn phrased(model: &str, purpose: Purpose, text: &str) -> String {
    let model = model.to_ascii_lowercase();
    let before = match purpose {
        _ if model.contains("bge-m3") => "",
        Purpose::Kept if model.contains("nomic-embed") => "search_document: ",
        Purpose::Asked if model.contains("nomic-embed") => "search_query: ",
        Purpose::Kept if model.contains("e5-") => "passage: ",
        Purpose::Asked if model.contains("e5-") => "query: ",
        Purpose::Asked
            if model.contains("mxbai-embed") || model.contains("bge-") || model.contains("arctic-embed") =>
        {
            "Represent this sentence for searching relevant passages: "
        }
        Purpose::Kept | Purpose::Asked => "",
    };
    format!("{before}{text}")
}

pub(crate) async fn embed(
    inner: &Inner,
    place: Where<'_>,
    purpose: Purpose,
    text: &str,
) -> Result<Embedded, Failure> {
    let survey = inner.known.survey(&inner.http, &place).await?;
    crate::catalogue::allowed(&survey.models, survey.kind, &place)?;
    let text = phrased(place.model, purpose, text);
    let (path, body) = match survey.dialect {
        Dialect::Ollama => (
            "/api/embed",
            json!({"model": place.model, "input": [text], "truncate": true, "keep_alive": "10m"}),
        ),
        Dialect::Auto | Dialect::OpenAi => {
            ("/v1/embeddings", json!({"model": place.model, "input": [text], "encoding_format": "float"}))
        }
    };
    let reply = inner.http.work(&place, path, body.to_string().into_bytes()).await?;
    let Some(said) = reply.json() else {
        inner.known.forget_survey(&place);
        return Err(if cannot_embed(reply.status, &reply.body) {
            no_vectors(&place)
        } else {
            failure(&reply.fault(), &place)
        });
    };
    read(&said).ok_or_else(|| {
        Failure::new(
            FailureCode::UnreadableAnswer,
            format!(
                "{} at {} gave no usable vector. Choose an embedding model, for example nomic-embed-text.",
                place.model,
                place.server()
            ),
        )
    })
}

/// What servers say of a model that makes no vectors: llama-server without `--embeddings` 501, Ollama that the model does not
/// support them. Proxies that do not know the path say 405.
fn cannot_embed(status: u16, body: &str) -> bool {
    let body = body.to_ascii_lowercase();
    let says =
        ["not support embed", "--embedding", "not an embedding model"].iter().any(|said| body.contains(said));
    matches!(status, 405 | 501) || (status >= 400 && says)
}

fn no_vectors(place: &Where<'_>) -> Failure {
    Failure::new(
        FailureCode::ModelMissing,
        format!(
            "{} at {} makes no vectors of texts. Choose an embedding model there, for example nomic-embed-text, and start \
             llama-server with --embeddings.",
            place.model,
            place.server()
        ),
    )
}

fn read(said: &Value) -> Option<Embedded> {
    let numbers = said.pointer("/embeddings/0").or_else(|| said.pointer("/data/0/embedding"))?.as_array()?;
    let vector: Vec<f32> =
        numbers.iter().map(|number| number.as_f64().map(|n| n as f32)).collect::<Option<_>>()?;
    let usable = SIDES.contains(&vector.len())
        && vector.iter().all(|number| number.is_finite())
        && vector.iter().any(|number| *number != 0.0);
    let tokens = said
        .get("prompt_eval_count")
        .or_else(|| said.pointer("/usage/prompt_tokens"))
        .and_then(Value::as_u64);
    usable.then(|| Embedded { vector, tokens: tokens.and_then(|tokens| u32::try_from(tokens).ok()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_read_in_both_forms_and_nothing_else_is_one() {
        let numbers: Vec<f64> = (0..8).map(|n| f64::from(n) / 8.0).collect();
        let ollama = json!({"embeddings": [numbers], "prompt_eval_count": 7});
        let openai = json!({"data": [{"embedding": numbers, "index": 0}], "usage": {"prompt_tokens": 9}});
        assert_eq!(read(&ollama).and_then(|read| read.tokens), Some(7));
        assert_eq!(read(&openai).map(|read| (read.vector.len(), read.tokens)), Some((8, Some(9))));
        for bad in [
            json!({"embeddings": []}),
            json!({"embeddings": [[0, 0, 0, 0, 0, 0, 0, 0]]}),
            json!({"embeddings": [[1, 2]]}),
            json!({"embeddings": [["a", 1, 2, 3, 4, 5, 6, 7]]}),
            json!({"data": [{"embedding": "AAAA"}]}),
            json!("no"),
        ] {
            assert_eq!(read(&bad), None, "{bad}");
        }
    }

    #[test]
    fn a_failing_embedding_model_is_told_from_one_that_is_none() {
        assert!(cannot_embed(501, ""));
        assert!(cannot_embed(400, r#"{"error":"this model does not support embeddings"}"#));
        assert!(!cannot_embed(500, r#"{"error":"do embedding request: Post nomic-embed-text: EOF"}"#));
        assert!(!cannot_embed(404, r#"{"error":"model \"nomic-embed-text\" not found"}"#));
    }

    #[test]
    fn a_model_gets_the_phrase_it_was_trained_with() {
        assert_eq!(phrased("nomic-embed-text:v1.5", Purpose::Asked, "sea"), "search_query: sea");
        assert_eq!(phrased("multilingual-e5-large", Purpose::Kept, "sea"), "passage: sea");
        assert_eq!(phrased("bge-m3", Purpose::Asked, "sea"), "sea");
    }
}
