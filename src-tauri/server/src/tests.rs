use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::routing::get;
use tower::ServiceExt as _;

use crate::page::File;
use crate::{Page, with_page};

struct Answer {
    status: StatusCode,
    media_type: String,
    cache: String,
    policy: bool,
    text: String,
}

/// Asks a page with an index, one asset and one API route for `path`.
async fn ask(method: &str, path: &str) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("assets")).unwrap();
    std::fs::write(folder.path().join("index.html"), "the page").unwrap();
    std::fs::write(folder.path().join("assets/app-1a2b.js"), "the script").unwrap();
    let api = Router::new().route("/api/health", get(async || "well"));
    let router = with_page(api, Page::folder(folder.path().into()));
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let header = |name| {
        let value = response.headers().get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default().to_owned()
    };
    Answer {
        status: response.status(),
        media_type: header(header::CONTENT_TYPE),
        cache: header(header::CACHE_CONTROL),
        policy: response.headers().contains_key(header::CONTENT_SECURITY_POLICY),
        text: String::from_utf8(to_bytes(response.into_body(), 1_000).await.unwrap().into())
            .unwrap(),
    }
}

#[tokio::test]
async fn the_root_and_addresses_inside_the_page_show_the_page() {
    for path in ["/", "/devices", "/devices/70b3d57ed0000001/telemetry"] {
        let answer = ask("GET", path).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "the page"), "{path}");
        assert_eq!(answer.cache, "no-cache");
        assert!(answer.policy);
    }
}

#[tokio::test]
async fn built_files_keep_their_type_and_are_cached_for_good() {
    let answer = ask("GET", "/assets/app-1a2b.js").await;
    assert_eq!(answer.text, "the script");
    assert_eq!(answer.media_type, "text/javascript; charset=utf-8");
    assert!(answer.cache.contains("immutable"));
}

#[tokio::test]
async fn the_api_is_never_answered_with_the_page() {
    assert_eq!(ask("GET", "/api/health").await.text, "well");
    let answer = ask("GET", "/api/v1/nothing").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.media_type, "application/problem+json");
    assert!(answer.text.contains(r#""code":"not_found""#), "{}", answer.text);
}

#[tokio::test]
async fn nothing_outside_of_the_folder_is_served() {
    for path in ["/../Cargo.toml", "/assets/../../secret.txt", "//etc/passwd.txt", "/missing.js"] {
        assert_eq!(ask("GET", path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_page_is_only_read() {
    assert_eq!(ask("POST", "/").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn texts_inside_the_program_are_sent_as_they_were_compressed() {
    static FILES: &[File] = &[
        File { name: "assets/app-1a2b.js", bytes: b"the script", gzip: Some(b"its short form") },
        File { name: "assets/font-1a2b.woff2", bytes: b"the font", gzip: None },
    ];
    let ask = async |path: &str, accepts: &str| {
        let router = with_page(Router::new(), Page::embedded(FILES));
        let request = Request::builder().uri(path).header(header::ACCEPT_ENCODING, accepts);
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let encoding = response.headers().get(header::CONTENT_ENCODING).cloned();
        let encoding = encoding.map(|encoding| encoding.to_str().unwrap().to_owned());
        let body = to_bytes(response.into_body(), 1_000).await.unwrap();
        (encoding, String::from_utf8(body.into()).unwrap())
    };
    let gzip = || Some("gzip".to_owned());
    let script = "/assets/app-1a2b.js";
    assert_eq!(ask(script, "gzip, deflate, br").await, (gzip(), "its short form".into()));
    assert_eq!(ask(script, "deflate").await, (None, "the script".into()));
    assert_eq!(ask(script, "gzip;q=0").await, (None, "the script".into()));
    assert_eq!(ask("/assets/font-1a2b.woff2", "gzip").await, (None, "the font".into()));
    assert_eq!(ask("/", "gzip").await, (None, String::new()));
}
