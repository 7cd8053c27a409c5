//! The same on PostgreSQL, with the server stopped and restarted in between.

use crate::portal::Drop;
use crate::server::Server;
use crate::{Fate, PATIENT_MS, Shop, TIMEOUT_MS, four_processes, kills_wanted, random_kills, scenarios};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[test]
fn every_step_can_be_killed_and_frozen_on_postgresql() {
    let Some(server) = Server::start() else { return };
    scenarios(&[Drop::Never], |number| Shop::on(Some(server.create(&format!("shop_{number}"))), None, TIMEOUT_MS));
}

#[test]
fn every_step_of_an_e_way_bill_can_be_killed_and_frozen_on_postgresql() {
    let Some(server) = Server::start() else { return };
    let fates = [(Fate::Killed, Drop::Never), (Fate::Frozen, Drop::Never)];
    crate::eway::scenarios(&fates, |number| Shop::on(Some(server.create(&format!("eway_{number}"))), None, TIMEOUT_MS));
}

#[test]
fn random_kills_of_processes_and_of_the_server_lose_and_double_nothing() {
    let Some(server) = Server::start() else { return };
    let shop = Shop::on(Some(server.create("shop")), Some(40), TIMEOUT_MS);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let restarts = scope.spawn(|| {
            let mut restarts = 0;
            while !over.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_secs(4));
                server.restart();
                restarts += 1;
            }
            restarts
        });
        let (wanted, longest) = kills_wanted(Duration::from_secs(20));
        random_kills(&shop, wanted, longest);
        over.store(true, Ordering::SeqCst);
        println!("{} restarts of the server", restarts.join().unwrap());
    });
}

#[test]
fn four_processes_register_the_same_thousand_documents_once_on_postgresql() {
    let Some(server) = Server::start() else { return };
    four_processes(&Shop::on(Some(server.create("shop")), None, PATIENT_MS));
}
