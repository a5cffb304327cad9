//! Formats a report as text.

use std::fmt::Write as _;

use serde_json::Value;

/// Returns the report on one response as text.
pub(crate) fn text(report: &Value) -> String {
    let mut text = String::new();
    // writing to a String cannot fail
    let _ = write(report, &mut text);
    text
}

fn write(report: &Value, to: &mut String) -> std::fmt::Result {
    writeln!(to, "{}", plain(&report["file"]))?;
    if let Some(error) = report["error"].as_str() {
        return writeln!(to, "  error: {error}");
    }
    writeln!(to, "  {}", plain(&report["outcome"]))?;
    for message in list(&report["messages"]) {
        writeln!(
            to,
            "  {}: {} [{}]",
            plain(&message["class"]),
            plain(&message["text"]),
            plain(&message["key"])
        )?;
    }
    if let Some(media_type) = report.pointer("/qr/media_type") {
        writeln!(to, "  QR code ({})", plain(media_type))?;
    }
    for remediation in list(&report["remediations"]) {
        write_remediation(remediation, to)?;
    }
    Ok(())
}

fn write_remediation(remediation: &Value, to: &mut String) -> std::fmt::Result {
    writeln!(
        to,
        "\n  {}  {} {}",
        plain(&remediation["name"]),
        plain(&remediation["method"]),
        plain(&remediation["href"])
    )?;
    if let Some(refresh) = remediation["refresh"].as_u64() {
        writeln!(to, "    ask every {refresh} ms")?;
    }
    for field in list(&remediation["fields"]) {
        let flag = |key: &str, text: &'static str| if field[key] == true { text } else { "" };
        let (required, secret) = (flag("required", ", required"), flag("secret", ", secret"));
        writeln!(
            to,
            "    {} ({}{required}{secret})",
            plain(&field["path"]),
            plain(&field["type"])
        )?;
        for (number, option) in list(&field["options"]).iter().enumerate() {
            writeln!(to, "      #{number} {}", plain(&option["label"]))?;
        }
    }
    if !remediation["body"].is_null() {
        writeln!(to, "    sends {}", remediation["body"])?;
    }
    Ok(())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    }
}
