//! A small server on 127.0.0.1 that speaks the hub's protocol for one model, with faults to order.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use sha1::{Digest, Sha1};
use sha2::Sha256;

/// The model that the server has.
pub const ID: &str = "test/tiny";
/// Its commit.
pub const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    #[default]
    None,
    /// Weights beyond so many bytes break off in the middle of an answer.
    BreaksOffAfter(usize),
    /// One byte of the weights arrives changed.
    Changes,
}

/// A server; it ends with the test.
pub struct HubServer {
    pub endpoint: String,
    state: Arc<Mutex<State>>,
}

struct State {
    files: BTreeMap<String, Vec<u8>>,
    fault: Fault,
    requests: Vec<String>,
}

impl HubServer {
    pub fn start(files: BTreeMap<String, Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State {
            files,
            fault: Fault::None,
            requests: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || answer(&stream, &state));
            }
        });
        Self { endpoint, state }
    }

    pub fn set_fault(&self, fault: Fault) {
        self.state.lock().unwrap().fault = fault;
    }

    /// `METHOD PATH RANGE` of the requests so far; forgets them.
    pub fn take_requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }
}

struct Request {
    method: String,
    path: String,
    range: Option<(usize, usize)>,
}

fn answer(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read_request(&mut reader) {
        let mut state = state.lock().unwrap();
        let range = request
            .range
            .map_or(String::new(), |(start, end)| format!(" {start}-{end}"));
        state
            .requests
            .push(format!("{} {}{range}", request.method, request.path));
        if respond(stream, &request, &state).is_err() {
            return;
        }
    }
}

fn read_request(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut range = None;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        if header.trim().is_empty() {
            return Some(Request { method, path, range });
        }
        let lower = header.trim().to_lowercase();
        if let Some(bytes) = lower.strip_prefix("range: bytes=") {
            let (start, end) = bytes.split_once('-')?;
            range = Some((start.parse().ok()?, end.parse().ok()?));
        }
    }
}

fn respond(stream: &TcpStream, request: &Request, state: &State) -> std::io::Result<()> {
    let path = request.path.split('?').next().unwrap_or_default();
    let resolve = format!("/{ID}/resolve/{COMMIT}/");
    if path == format!("/api/models/{ID}") {
        let model = format!(r#"{{"_id": "1", "id": "{ID}", "sha": "{COMMIT}"}}"#);
        return whole(stream, request, "200 OK", "", model.as_bytes());
    }
    if path == format!("/api/models/{ID}/tree/{COMMIT}") {
        return whole(stream, request, "200 OK", "", listing(state).as_bytes());
    }
    match path
        .strip_prefix(&resolve)
        .and_then(|file| Some((file, state.files.get(file)?)))
    {
        Some((file, content)) => file_answer(stream, request, file, content, state.fault),
        None => whole(stream, request, "404 Not Found", "X-Error-Code: EntryNotFound\r\n", b""),
    }
}

fn file_answer(
    mut stream: &TcpStream,
    request: &Request,
    file: &str,
    content: &[u8],
    fault: Fault,
) -> std::io::Result<()> {
    let headers = format!(
        "X-Repo-Commit: {COMMIT}\r\nETag: \"{}\"\r\nAccept-Ranges: bytes\r\n",
        etag(file, content)
    );
    let Some((start, end)) = request.range else {
        return whole(stream, request, "200 OK", &headers, content);
    };
    let mut part = content[start..=end].to_vec();
    let is_weights = file.ends_with(".safetensors");
    match fault {
        Fault::Changes if is_weights && start == 0 => part[100] ^= 1,
        Fault::BreaksOffAfter(n) if is_weights && end >= n => {
            let length = part.len();
            write!(
                stream,
                "HTTP/1.1 206 Partial Content\r\nContent-Length: {length}\r\n{headers}\r\n"
            )?;
            stream.write_all(&part[..length / 2])?;
            return stream.shutdown(std::net::Shutdown::Both);
        }
        _ => {}
    }
    whole(stream, request, "206 Partial Content", &headers, &part)
}

fn whole(mut stream: &TcpStream, request: &Request, status: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    )?;
    if request.method == "HEAD" {
        return stream.flush();
    }
    stream.write_all(body)
}

/// As the hub lists files: git's object id, and for large files the SHA-256 beside it.
fn listing(state: &State) -> String {
    let entries = state.files.iter().map(|(path, content)| {
        let size = content.len();
        if !is_large(path) {
            return format!(
                r#"{{"type": "file", "path": "{path}", "size": {size}, "oid": "{}"}}"#,
                object_id(content)
            );
        }
        let (pointer, sha256) = (pointer(content), sha256(content));
        let (oid, length) = (object_id(pointer.as_bytes()), pointer.len());
        format!(
            r#"{{"type": "file", "path": "{path}", "size": {size}, "oid": "{oid}",
            "lfs": {{"oid": "{sha256}", "size": {size}, "pointerSize": {length}}}}}"#
        )
    });
    format!("[{}]", entries.collect::<Vec<_>>().join(", "))
}

fn etag(file: &str, content: &[u8]) -> String {
    if is_large(file) {
        sha256(content)
    } else {
        object_id(content)
    }
}

fn is_large(file: &str) -> bool {
    file.ends_with(".safetensors")
}

fn pointer(content: &[u8]) -> String {
    let (sha256, size) = (sha256(content), content.len());
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n")
}

fn object_id(content: &[u8]) -> String {
    let mut hasher = Sha1::new();
    hasher.update(format!("blob {}\0", content.len()));
    hasher.update(content);
    hexadecimal(&hasher.finalize())
}

fn sha256(content: &[u8]) -> String {
    hexadecimal(&Sha256::digest(content))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
