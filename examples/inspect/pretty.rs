//! The same report for people.

use std::fmt::Write as _;

use serde_json::Value;

/// One response as a page of text.
pub(crate) fn page(report: &Value) -> String {
    let mut page = String::new();
    // writing to a String cannot fail
    let _ = write(report, &mut page);
    page
}

fn write(report: &Value, to: &mut String) -> std::fmt::Result {
    writeln!(to, "{}", text(&report["file"]))?;
    if let Some(error) = report["error"].as_str() {
        return writeln!(to, "  cannot be read: {error}");
    }
    writeln!(to, "  {}", text(&report["outcome"]))?;
    for message in list(&report["messages"]) {
        writeln!(
            to,
            "  {}: {} [{}]",
            text(&message["class"]),
            text(&message["text"]),
            text(&message["key"])
        )?;
    }
    if let Some(media_type) = report.pointer("/qr/media_type") {
        writeln!(to, "  QR code ({})", text(media_type))?;
    }
    for one in list(&report["remediations"]) {
        write_remediation(one, to)?;
    }
    Ok(())
}

fn write_remediation(one: &Value, to: &mut String) -> std::fmt::Result {
    writeln!(
        to,
        "\n  {}  {} {}",
        text(&one["name"]),
        text(&one["method"]),
        text(&one["href"])
    )?;
    if let Some(refresh) = one["refresh"].as_u64() {
        writeln!(to, "    ask every {refresh} ms")?;
    }
    for field in list(&one["fields"]) {
        let mark = |key: &str, mark: &'static str| if field[key] == true { mark } else { "" };
        let (required, secret) = (mark("required", ", required"), mark("secret", ", secret"));
        writeln!(
            to,
            "    {} ({}{required}{secret})",
            text(&field["path"]),
            text(&field["type"])
        )?;
        for (number, option) in list(&field["options"]).iter().enumerate() {
            writeln!(to, "      #{number} {}", text(&option["label"]))?;
        }
    }
    if !one["body"].is_null() {
        writeln!(to, "    sends {}", one["body"])?;
    }
    Ok(())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    }
}
