//! What a difficult server may do with a call.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use model::Said;
use things::rpc::HttpCall;
use thinklink_web::Caller;

/// A server that does the same with every connection, once a request has begun to come.
fn server(answer: impl Fn(SocketAddr, &mut TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            if stream.read(&mut [0; 1_024]).is_ok() {
                answer(address, &mut stream);
            }
        }
    });
    address
}

fn call(address: SocketAddr, timeout_ms: u32) -> Result<String, Said> {
    let call = HttpCall {
        url: format!("http://{address}/"),
        method: "GET".into(),
        headers: Vec::new(),
        body: None,
        timeout_ms,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Caller::default().call(&call))
}

fn redirect(stream: &mut TcpStream, url: &str) {
    let head = format!("HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\n");
    stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).unwrap();
}

#[test]
fn a_redirect_leads_nowhere_that_may_not_be_called() {
    let address = server(|_, stream| redirect(stream, "http://169.254.169.254/latest"));
    let refused = call(address, 30_000).unwrap_err();
    assert!(refused.text().contains("link-local"), "{}", refused.text());
}

#[test]
fn redirects_in_a_circle_end() {
    let address = server(|address, stream| redirect(stream, &format!("http://{address}/")));
    assert!(call(address, 30_000).is_err());
}

#[test]
fn only_the_beginning_of_an_answer_is_read() {
    let address = server(|_, stream| {
        let mut written = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        while written.is_ok() {
            written = stream.write_all(&[b'x'; 4_096]);
        }
    });
    let answer = call(address, 30_000).unwrap();
    assert_eq!(answer, format!("200 OK {}", "x".repeat(1_024)));
}

#[test]
fn a_silent_server_is_waited_for_as_long_as_the_call_says() {
    let address = server(|_, stream| drop(stream.read(&mut [0; 1])));
    let given_up = call(address, 100).unwrap_err();
    assert!(given_up.text().contains("answer"), "{}", given_up.text());
}
