//! Connections, from the first to the stop.

use std::fmt;
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::future::{Either, select};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::ServeError;
use crate::places::{Place, Places};
use crate::routes::router;
use crate::service::Service;

/// How long a connection may be idle, and how long the head of a request may take.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// The largest head of a request in bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// How long a connection takes new requests. It bounds how long a client that does not read its
/// answers keeps a place.
const CONNECTION_TIME: Duration = Duration::from_secs(120);

/// The pause after a connection that could not be taken, as when there are too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Threads that talk to the network.
const NETWORK_THREADS: usize = 2;

/// A server that listens.
pub struct BoundServer {
    pub(crate) listener: TcpListener,
    pub(crate) address: SocketAddr,
    pub(crate) service: Arc<Service>,
    pub(crate) stop: watch::Sender<bool>,
}

/// Stops a server from elsewhere.
#[derive(Clone, Debug)]
pub struct Stopper {
    stop: watch::Sender<bool>,
}

impl Stopper {
    /// Asks the server to stop; it finishes what is under way. Asking again changes nothing.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }
}

impl fmt::Debug for BoundServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundServer")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl BoundServer {
    /// The address, with the port that was taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops this server from another thread.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper {
            stop: self.stop.clone(),
        }
    }

    /// Serves until a [`Stopper`], SIGINT or SIGTERM stops it. Then no connection is taken any
    /// more, what is under way is finished, and it returns.
    ///
    /// # Errors
    ///
    /// [`ServeError::Start`] where the system gives no threads or no signals.
    pub fn run(self) -> Result<(), ServeError> {
        let started = |source| ServeError::Start { source };
        let runtime = Builder::new_multi_thread()
            .worker_threads(NETWORK_THREADS)
            .enable_all()
            .build()
            .map_err(started)?;
        let Self {
            listener,
            service,
            stop,
            ..
        } = self;
        let asked = stop.subscribe();
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let signal = stop_signal()?;
            tokio::spawn(async move {
                signal.await;
                stop.send_replace(true);
            });
            serve(listener, &service, asked).await;
            Ok(())
        });
        runtime.shutdown_timeout(Duration::ZERO);
        served.map_err(started)
    }
}

/// Takes connections until the stop, then waits for those that are under way.
async fn serve(
    listener: tokio::net::TcpListener,
    service: &Arc<Service>,
    mut asked: watch::Receiver<bool>,
) {
    let router = router(Arc::clone(service));
    let places = &service.places;
    let last_time = 2 * service.limits.request_time + HEAD_TIME;
    let stop = asked.clone();
    let taking = async {
        loop {
            if let Some((stream, place)) = take(&listener, places).await {
                tokio::spawn(connect(
                    stream,
                    Arc::new(place),
                    router.clone(),
                    stop.clone(),
                    last_time,
                ));
            }
        }
    };
    stopped_or(&mut asked, taking).await;
    drop(listener);
    // Jobs of event streams that nobody reads yet are under way too.
    let finish = {
        let service = Arc::clone(service);
        tokio::task::spawn_blocking(move || service.pool.finish())
    };
    let all = async {
        places.all_free().await;
        // A panic of that task would be one of `finish`, which has none.
        let _ = finish.await;
    };
    // What is not done by then is cut off.
    let _ = timeout(service.limits.stop_time, all).await;
}

/// Runs `work`, which has no end, until a stop is asked.
async fn stopped_or(asked: &mut watch::Receiver<bool>, work: impl Future<Output = ()>) {
    let stop = std::pin::pin!(asked.wait_for(|asked| *asked));
    let work = std::pin::pin!(work);
    select(stop, work).await;
}

/// Takes one connection, and a place for it.
async fn take(
    listener: &tokio::net::TcpListener,
    places: &Arc<Places>,
) -> Option<(TcpStream, Place)> {
    let Ok((stream, client)) = listener.accept().await else {
        sleep(ACCEPT_PAUSE).await;
        return None;
    };
    // Answers go out at once; where the system refuses that, they go out a little later.
    let _ = stream.set_nodelay(true);
    let place = places.take(client.ip()).await;
    Some((stream, place))
}

/// Serves a connection until its client leaves, its time is over or a stop is asked. Then the
/// request that is under way has the last time. One that must make room ends at once.
async fn connect(
    stream: TcpStream,
    place: Arc<Place>,
    router: Router,
    mut asked: watch::Receiver<bool>,
    last_time: Duration,
) {
    let routes = TowerToHyperService::new(router);
    let routes = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(Arc::clone(&place));
        routes.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), routes);
    let mut connection = std::pin::pin!(connection);
    let served = async {
        let over = std::pin::pin!(timeout(CONNECTION_TIME, asked.wait_for(|asked| *asked)));
        if let Either::Left(_) = select(connection.as_mut(), over).await {
            // It has ended; one that broke is its client's affair.
            return;
        }
        connection.as_mut().graceful_shutdown();
        let _ = timeout(last_time, connection).await;
    };
    select(
        std::pin::pin!(served),
        std::pin::pin!(place.told_to_leave()),
    )
    .await;
}

/// Completes at SIGINT or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        let interrupted = std::pin::pin!(interrupt.recv());
        let terminated = std::pin::pin!(terminate.recv());
        select(interrupted, terminated).await;
    })
}

/// Completes at Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
