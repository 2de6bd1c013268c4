//! Files that leave: what they are called and what a browser has to know of them.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use engine::Engine;
use engine::imports::{File, Format};
use model::TenantCode;

/// The name of a file that has what a tenant has now.
pub(crate) fn stamped(engine: &Engine, tenant: &TenantCode, name: &str) -> String {
    let stamp: String = engine.now().to_string().chars().take(16).collect();
    let stamp = stamp.replace([':', '-'], "").replace('T', "-");
    format!("{name}-{tenant}-{stamp}")
}

/// What a browser has to know of a file to save it as `name`.
pub(crate) fn file_headers(format: Format, name: &str) -> [(header::HeaderName, String); 2] {
    let (media_type, end) = match format {
        Format::Xlsx => {
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        }
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Json => ("application/json", "json"),
    };
    let disposition = format!("attachment; filename=\"{name}.{end}\"");
    [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)]
}

/// A file to save as `name`.
pub(crate) fn attachment(file: File, name: &str) -> Response {
    (file_headers(file.format, name), file.bytes).into_response()
}
