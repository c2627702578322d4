//! A real mail server (aiosmtpd) that keeps what it gets in a folder, one file a mail.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tokio::net::{TcpListener, TcpStream};

use crate::visitor::PATIENCE;

/// The server's process and its folder; both end with the value.
pub struct Mailbox {
    pub port: u16,
    folder: PathBuf,
    process: Child,
}

impl Mailbox {
    pub async fn start() -> Self {
        // Free a moment ago; who takes it in between makes the test say so.
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports");
        let port = listener.local_addr().expect("it listens").port();
        drop(listener);
        let folder = std::env::temp_dir().join(format!("pulseboard-mailbox-{}-{port}", std::process::id()));
        let process = Command::new("aiosmtpd")
            .args(["--nosetuid", "--class", "aiosmtpd.handlers.Mailbox"])
            .arg(&folder)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .stderr(Stdio::piped())
            .spawn()
            .expect("aiosmtpd is there: run scripts/setup.sh test");
        let mut mailbox = Self { port, folder, process };
        let listens = async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                if let Some(status) = mailbox.process.try_wait().expect("it is our child") {
                    let said = mailbox.process.stderr.take().map(BufReader::new);
                    let said: Vec<_> = said.into_iter().flat_map(BufRead::lines).map_while(Result::ok).collect();
                    panic!("aiosmtpd ended with {status}:\n{}", said.join("\n"));
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, listens).await.expect("aiosmtpd listens");
        mailbox
    }

    /// All mails, in no order. Soft line ends are joined, so that a link is one piece.
    pub fn mails(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.join("new")).into_iter().flatten().flatten();
        let text = |path: PathBuf| std::fs::read_to_string(path).expect("a mail is text");
        files.map(|file| text(file.path()).replace("=\r\n", "").replace("=\n", "").replace("=3D", "=")).collect()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
