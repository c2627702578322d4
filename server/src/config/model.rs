//! The language model that is asked for second opinions: an address, a name, perhaps a key.

use secrecy::SecretString;
use url::Url;

use super::reader::Reader;
use crate::connectors::opinion::ModelSettings;

/// Reads the three variables; the first two belong together.
pub(super) fn language_model(reader: &mut Reader) -> Option<ModelSettings> {
    // An address may have a key in it, which no message may repeat.
    let url = reader.secret("PULSEBOARD_LLM_URL", |text| address(text.trim()));
    let model = reader.value("PULSEBOARD_LLM_MODEL", |text| Ok(text.to_owned()));
    let key = reader.secret("PULSEBOARD_LLM_KEY", |text| Ok(SecretString::from(text)));
    if !reader.is_set("PULSEBOARD_LLM_URL") {
        for name in ["PULSEBOARD_LLM_MODEL", "PULSEBOARD_LLM_KEY"] {
            if reader.is_set(name) {
                reader.contradiction(name, "is set, but PULSEBOARD_LLM_URL is not");
            }
        }
    } else if url.is_some() && !reader.is_set("PULSEBOARD_LLM_MODEL") {
        reader.contradiction("PULSEBOARD_LLM_URL", "is set, but PULSEBOARD_LLM_MODEL is not");
    }
    Some(ModelSettings { url: url?, model: model?, key })
}

fn address(text: &str) -> Result<Url, String> {
    let is_plain = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    let accepted = "must be an http or https address without a user, up to what comes before chat/completions, such as \
                    https://llm.example.com/v1";
    Url::parse(text).ok().filter(is_plain).ok_or_else(|| accepted.to_owned())
}
