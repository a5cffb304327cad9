//! Every journey, in fine weather and rough.

use idx_flow_tests::host::Host;
use idx_flow_tests::journeys;

#[test]
fn every_journey_ends_as_it_should() {
    for journey in journeys::all() {
        let mut host = Host::new((journey.setup)());
        (journey.run)(&mut host);
        println!("{}: {:#?}", journey.name, host.transcript);
    }
}
