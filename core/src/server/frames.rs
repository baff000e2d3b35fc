//! Messages on both sides of the transport. It stops reading for good at the first one it cannot decode, so they are checked
//! before it reads them; and long answers are put in once it has written their stand-ins.

use std::io;

use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tower_lsp::jsonrpc::Request;

use super::PIPE;
use super::bulk::Bulk;

/// The method that stands for a message which is no JSON-RPC; see [`check`].
pub(super) const UNREADABLE: &str = "sawtooth/unreadable";

/// Copies messages to `output`, each with a plain header, until `input` ends. In place of a message that cannot be
/// decoded goes a request without an id for [`UNREADABLE`], so that its answer is the error that JSON-RPC asks for.
pub(super) async fn check(input: impl AsyncRead + Unpin, output: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    let mut input = BufReader::new(input);
    let mut body = Vec::new();
    while let Some(length) = read_header(&mut input).await? {
        renew(&mut body);
        if let Some(length) = length
            && (&mut input).take(length).read_to_end(&mut body).await? < length as usize
        {
            break;
        }
        if length.is_none() || !is_message(&body) {
            tracing::warn!("the editor sent a message that is no JSON-RPC: {}", String::from_utf8_lossy(&body));
            body = format!(r#"{{"jsonrpc":"2.0","id":null,"method":"{UNREADABLE}"}}"#).into_bytes();
        }
        write(output, &[&body]).await?;
    }
    Ok(())
}

/// Copies messages from the transport to the editor until it has no more, with the texts of `bulk` where they belong.
pub(super) async fn fill(
    input: impl AsyncRead + Unpin,
    mut output: impl AsyncWrite + Unpin,
    bulk: &Bulk,
) -> io::Result<()> {
    let mut input = BufReader::new(input);
    let mut body = Vec::new();
    while let Some(length) = read_header(&mut input).await? {
        renew(&mut body);
        (&mut input).take(length.unwrap_or_default()).read_to_end(&mut body).await?;
        match bulk.take(&body) {
            Some((range, text)) => write(&mut output, &[&body[..range.start], &text, &body[range.end..]]).await?,
            None => write(&mut output, &[&body]).await?,
        }
        output.flush().await?;
    }
    Ok(())
}

/// Empties a buffer; that of a very long message is not kept.
fn renew(body: &mut Vec<u8>) {
    body.clear();
    body.shrink_to(PIPE);
}

/// Writes one message, of which these are the parts.
async fn write(output: &mut (impl AsyncWrite + Unpin), parts: &[&[u8]]) -> io::Result<()> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    output.write_all(format!("Content-Length: {length}\r\n\r\n").as_bytes()).await?;
    for part in parts {
        output.write_all(part).await?;
    }
    Ok(())
}

/// Reads up to the empty line that ends a header: the length of the message, if the header names one; nothing at the
/// end of the input. What stands before the header's name is the rest of a message whose length was wrong.
async fn read_header(input: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Option<Option<u64>>> {
    const LENGTH: &[u8] = b"content-length:";
    let (mut line, mut length, mut is_empty) = (Vec::new(), None, true);
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        line.make_ascii_lowercase();
        match line.trim_ascii() {
            b"" if is_empty => {}
            b"" => return Ok(Some(length)),
            field => {
                is_empty = false;
                if let Some(at) = memchr::memmem::find(field, LENGTH) {
                    let value = str::from_utf8(&field[at + LENGTH.len()..]).unwrap_or_default();
                    length = value.trim().parse().ok();
                }
            }
        }
    }
}

/// Whether the transport can decode the message. A response passes as a request that lacks its method, as it does there.
fn is_message(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).and_then(Request::deserialize).is_ok()
}
