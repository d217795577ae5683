//! Texts in, labels out.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::TextAnswer;
use crate::body::{Received, receive};
use crate::limits::Limits;
use crate::refusal::Refusal;
use crate::routes::json_response;
use crate::service::Service;

#[derive(Deserialize)]
struct Texts {
    texts: Vec<String>,
}

pub(crate) async fn predict_texts(
    State(service): State<Arc<Service>>,
    request: Request,
) -> Result<Response, Refusal> {
    let Some(reader) = service.text.clone() else {
        return Err(Refusal::new(
            StatusCode::NOT_FOUND,
            "no_text",
            "this server reads no texts",
        ));
    };
    let (parts, body) = request.into_parts();
    let limit = service.limits.text_bytes();
    let Received { bytes, permit } = receive(&service, &parts, body, limit).await?;
    let Texts { texts } = serde_json::from_slice(&bytes).map_err(|_| {
        Refusal::bad_request("bad_json", "expected JSON such as {\"texts\": [\"...\"]}")
    })?;
    check(&service.limits, &texts)?;
    let card = reader.card();
    let job = service.pool.submit(move || {
        let answers = reader.read(&texts);
        drop(permit);
        if answers.len() == texts.len() {
            Ok(answers)
        } else {
            Err(Refusal::failed())
        }
    })?;
    let answers: Vec<Value> = service.wait(job).await?.iter().map(sent).collect();
    Ok(json_response(
        json!({ "answers": answers, "model": card }).to_string(),
    ))
}

fn check(limits: &Limits, texts: &[String]) -> Result<(), Refusal> {
    if texts.is_empty() {
        return Err(Refusal::bad_request(
            "empty",
            "expected at least 1 text, got 0",
        ));
    }
    let too_much =
        |code, sentence| Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, code, sentence));
    if texts.len() > limits.texts {
        let (most, got) = (limits.texts, texts.len());
        return too_much(
            "too_many",
            format!("expected at most {most} texts, got {got}"),
        );
    }
    let most = limits.text_chars;
    match texts.iter().position(|text| text.chars().count() > most) {
        Some(at) => too_much(
            "too_long",
            format!(
                "expected at most {most} characters, got more in text {}",
                at + 1
            ),
        ),
        None => Ok(()),
    }
}

fn sent(answer: &TextAnswer) -> Value {
    let probabilities: Vec<Value> = (answer.probabilities.iter())
        .map(|(label, probability)| json!({ "label": label, "probability": probability }))
        .collect();
    let words: Vec<Value> = (answer.words.iter())
        .map(|(word, weight)| json!({ "word": word, "weight": weight }))
        .collect();
    json!({
        "label": answer.label,
        "probabilities": probabilities,
        "words": words,
        "read_as": answer.read_as,
        "unknown": answer.unknown,
    })
}
