//! A server spoken to byte by byte, for what no well-behaved client would send.

use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long to wait before the server is called hung.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server process. Dropping it kills the process.
#[derive(Debug)]
pub struct RawServer {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
}

impl RawServer {
    /// Starts `command`.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn spawn(mut command: Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (input, stdout) = (child.stdin.take(), child.stdout.take());
        let stdout = stdout.ok_or_else(|| io::Error::other("standard output is not connected"))?;
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            while let Ok(Some(message)) = read(&mut reader) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, input, output })
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// When the server no longer reads.
    pub fn send_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        input.write_all(bytes)?;
        input.flush()
    }

    /// Sends a message with its header.
    ///
    /// # Errors
    /// When the server no longer reads.
    pub fn send(&mut self, message: &Value) -> io::Result<()> {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
    }

    /// Sends a request and waits for its answer: the whole message. Everything else that comes is dropped.
    ///
    /// # Errors
    /// When the server is gone or hangs.
    pub fn request(&mut self, id: u64, method: &str, params: Value) -> io::Result<Value> {
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message)?;
        self.wait_for(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Waits for a message; those before it are dropped.
    ///
    /// # Errors
    /// When the server is gone or hangs.
    pub fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> io::Result<Value> {
        loop {
            let message = self.output.recv_timeout(PATIENCE).map_err(io::Error::other)?;
            if wanted(&message) {
                return Ok(message);
            }
        }
    }

    /// Closes the server's standard input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Waits until the server has closed its output and ended.
    ///
    /// # Errors
    /// When it hangs.
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(_) => {}
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return self.child.wait(),
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        // Both fail only for a process that has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(reader: &mut BufReader<ChildStdout>) -> io::Result<Option<Value>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().map_err(io::Error::other)?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(serde_json::from_slice(&body)?))
}
