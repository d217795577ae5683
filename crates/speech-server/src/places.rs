//! Places for connections, and who leaves when all are taken.
//!
//! A client that opens connections and then says nothing, or little, would keep everybody else
//! out. So a new connection always finds a place: of the client that has most connections which
//! wait for it, the one that has waited longest is closed. What the server works on stays.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::sync::Notify;

use crate::pool::lock;

/// The part of an IPv6 address that one client has for itself is often 64 bits wide.
const IPV6_NETWORK: u128 = u128::MAX << 64;

/// All places of a server.
#[derive(Debug)]
pub(crate) struct Places {
    taken: Mutex<HashMap<u64, Taken>>,
    most: usize,
    tickets: AtomicU64,
    closed: AtomicU64,
    /// Told when a place is free, or may be taken from somebody.
    changed: Notify,
}

#[derive(Debug)]
struct Taken {
    client: IpAddr,
    /// Since when the connection waits for its client; `None` while the server works for it.
    waits: Option<Instant>,
    leave: Arc<Notify>,
}

/// The place of one connection; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    client: IpAddr,
    number: u64,
    leave: Arc<Notify>,
}

impl Places {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            taken: Mutex::default(),
            most,
            tickets: AtomicU64::new(0),
            closed: AtomicU64::new(0),
            changed: Notify::new(),
        }
    }

    /// Takes a place for a new connection. It waits only where the server works for all others.
    pub(crate) async fn take(self: &Arc<Self>, client: IpAddr) -> Place {
        let client = network(client);
        loop {
            if let Some(place) = self.try_take(client) {
                return place;
            }
            self.changed.notified().await;
        }
    }

    fn try_take(self: &Arc<Self>, client: IpAddr) -> Option<Place> {
        let mut taken = lock(&self.taken);
        if taken.len() >= self.most {
            let number = longest_waiting(&taken)?;
            taken.remove(&number)?.leave.notify_one();
            self.closed.fetch_add(1, Ordering::Relaxed);
        }
        let number = self.tickets.fetch_add(1, Ordering::Relaxed);
        let leave = Arc::new(Notify::new());
        taken.insert(
            number,
            Taken {
                client,
                waits: Some(Instant::now()),
                leave: Arc::clone(&leave),
            },
        );
        Some(Place {
            places: Arc::clone(self),
            client,
            number,
            leave,
        })
    }

    /// Waits until no place is taken any more.
    pub(crate) async fn all_free(&self) {
        while self.count() > 0 {
            self.changed.notified().await;
        }
    }

    pub(crate) fn count(&self) -> usize {
        lock(&self.taken).len()
    }

    /// Connections that were closed to make room.
    pub(crate) fn closed(&self) -> u64 {
        self.closed.load(Ordering::Relaxed)
    }
}

impl Place {
    /// Whose it is: an IPv4 address, or an IPv6 network.
    pub(crate) fn client(&self) -> IpAddr {
        self.client
    }

    /// From now on the connection waits for its client: for a head or more of a body, or until an
    /// answer is read.
    pub(crate) fn waits(&self) {
        self.set(Some(Instant::now()));
    }

    /// The server works for the connection.
    pub(crate) fn works(&self) {
        self.set(None);
    }

    fn set(&self, waits: Option<Instant>) {
        // It may have been told to leave meanwhile.
        if let Some(taken) = lock(&self.places.taken).get_mut(&self.number) {
            taken.waits = waits;
        }
        self.places.changed.notify_one();
    }

    /// Completes when the connection must make room.
    pub(crate) async fn told_to_leave(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.places.taken).remove(&self.number);
        self.places.changed.notify_one();
    }
}

/// Of the client with most connections that wait for it, the one that has waited longest.
fn longest_waiting(taken: &HashMap<u64, Taken>) -> Option<u64> {
    let waiting = taken.iter().filter_map(|(&number, taken)| {
        let since = taken.waits?;
        Some((taken.client, (since, number)))
    });
    first_of_most(waiting).map(|(_, number)| number)
}

/// Of the client that has most of something, the one that comes first in their order.
pub(crate) fn first_of_most<T: Ord>(all: impl Iterator<Item = (IpAddr, T)> + Clone) -> Option<T> {
    let mut counts: HashMap<IpAddr, usize> = HashMap::new();
    for (client, _) in all.clone() {
        *counts.entry(client).or_default() += 1;
    }
    all.map(|(client, order)| {
        let count = counts.get(&client).copied().unwrap_or_default();
        (usize::MAX - count, order)
    })
    .min()
    .map(|(_, order)| order)
}

/// What counts as one client.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & IPV6_NETWORK)),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const B: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    fn numbers(places: &Places) -> Vec<u64> {
        let mut numbers: Vec<u64> = lock(&places.taken).keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    #[test]
    fn the_client_with_most_waiting_connections_loses_the_oldest() {
        let places = Arc::new(Places::new(4));
        let mut held: Vec<Place> = [B, A, A, A]
            .map(|client| places.try_take(client).unwrap())
            .into();
        held[1].works();
        held.push(places.try_take(B).unwrap());
        assert_eq!((numbers(&places), places.closed()), (vec![0, 1, 3, 4], 1));
        // B has two that wait now, and A one.
        held.push(places.try_take(A).unwrap());
        assert_eq!(numbers(&places), [1, 3, 4, 5]);
        // Whoever waits anew goes to the end of the line.
        held[3].waits();
        held.push(places.try_take(B).unwrap());
        assert_eq!(numbers(&places), [1, 3, 4, 6]);
        // One that was told to leave takes no place from anybody when it goes.
        held.remove(0);
        assert_eq!(places.count(), 4);
    }

    #[test]
    fn what_the_server_works_on_stays() {
        let places = Arc::new(Places::new(1));
        let place = places.try_take(A).unwrap();
        place.works();
        assert!(places.try_take(B).is_none());
        drop(place);
        assert!(places.try_take(B).is_some());
        assert_eq!((places.count(), places.closed()), (0, 0));
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), A);
    }
}
