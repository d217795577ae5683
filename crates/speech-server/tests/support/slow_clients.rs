//! Clients that hold connections and say little.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};

use tokio::net::TcpSocket;
use tokio::runtime::Builder;

/// What such a client sends before it falls silent, and how often: nothing, half a head, a head
/// and half a body, or requests for the page whose answers it does not read.
const BEGINNINGS: [(&str, usize); 4] = [
    ("", 0),
    ("GET / HTTP/1.1\r\nhost: localhost\r\nx: ", 1),
    (
        "POST /api/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 500\r\n\r\nRIFF",
        1,
    ),
    ("GET /page.js HTTP/1.1\r\nhost: localhost\r\n\r\n", 500),
];

/// Opens a connection from an address of this machine.
pub(crate) fn connect(to: SocketAddr, from: IpAddr) -> io::Result<TcpStream> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.bind((from, 0).into())?;
        socket.connect(to).await?.into_std()
    })?;
    stream.set_nonblocking(false)?;
    Ok(stream)
}

/// Opens connections from an address of this machine; they last until they are dropped.
pub(crate) fn slow_clients(
    to: SocketAddr,
    from: IpAddr,
    count: usize,
) -> io::Result<Vec<TcpStream>> {
    (BEGINNINGS.into_iter().cycle().take(count))
        .map(|(beginning, times)| {
            let mut stream = connect(to, from)?;
            stream.set_nonblocking(true)?;
            // It may be closed already to make room, and takes no more than fits in.
            let _ = stream.write_all(beginning.repeat(times).as_bytes());
            Ok(stream)
        })
        .collect()
}
