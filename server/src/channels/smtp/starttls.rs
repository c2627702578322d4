//! STARTTLS (RFC 3207), up to where TLS begins. What was said before counts for nothing afterwards.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Failure;

/// The longest reply that is read, in bytes.
const REPLY_BYTES: usize = 8 * 1024;

/// Asks a server to begin TLS, and returns when it is about to.
pub(super) async fn ask(stream: &mut TcpStream, name: &str, host: &str) -> Result<(), Failure> {
    let broken = || Failure::Broken(host.to_owned());
    let (code, _) = reply(stream).await.ok_or_else(broken)?;
    if code != 220 {
        return Err(broken());
    }
    stream.write_all(format!("EHLO {name}\r\n").as_bytes()).await.map_err(|_| broken())?;
    let (code, lines) = reply(stream).await.ok_or_else(broken)?;
    let offers = lines.iter().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS"));
    if code != 250 || !offers {
        return Err(Failure::NoStartTls(host.to_owned()));
    }
    stream.write_all(b"STARTTLS\r\n").await.map_err(|_| broken())?;
    match reply(stream).await.ok_or_else(broken)? {
        (220, _) => Ok(()),
        _ => Err(Failure::NoStartTls(host.to_owned())),
    }
}

/// One reply: its code, and the text of its lines. It is read byte by byte, so that nothing that comes behind it, still
/// in the clear, is taken for something that was said under TLS.
async fn reply(stream: &mut TcpStream) -> Option<(u16, Vec<String>)> {
    let (mut lines, mut line, mut read) = (Vec::new(), Vec::new(), 0);
    loop {
        let byte = stream.read_u8().await.ok()?;
        read += 1;
        if read > REPLY_BYTES {
            return None;
        }
        if byte != b'\n' {
            line.push(byte);
            continue;
        }
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        line.clear();
        let code = text.get(..3)?.parse().ok()?;
        lines.push(text.get(4..).unwrap_or_default().to_owned());
        if text.as_bytes().get(3) != Some(&b'-') {
            return Some((code, lines));
        }
    }
}
