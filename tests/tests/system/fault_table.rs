//! Every fault of a server against a batch of six photos: what the batch did, photos lost, attempts burnt. Printed as a
//! table (`cargo nextest run -p pothos-tests fault_table --no-capture`).

use pothos_tests::stub::{Plan, StubServer};

use crate::world::{World, words};

const PHOTOS: u64 = 6;

/// What mends it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mended {
    /// Nothing has to be done.
    ByItself,
    /// The user mends the server and resumes.
    ByHand,
}

use Mended::{ByHand, ByItself};

/// The shortest limit there is, so that the row does not take two minutes.
const SHORT: [&str; 2] = ["settings", "firstWordSeconds=5"];

/// Name, plan, what mends it, and attempts that it may burn. Each strikes at the second request or from it on.
const FAULTS: [(&str, &str, Mended, u64); 18] = [
    ("connection reset before a byte", "reset@nth=2", ByItself, 1),
    ("answer cut in the middle", "cut@nth=2", ByItself, 1),
    ("slow first byte, 2 s", "slow:2000@nth=2", ByItself, 0),
    ("slow first byte, beyond the limit", "slow:9000@nth=2", ByItself, 1),
    ("stall in the middle of an answer", "stall@nth=2", ByItself, 1),
    ("429 with Retry-After 1", "429:1@nth=2", ByItself, 1),
    ("503 while the model loads", "loading@nth=2", ByItself, 1),
    ("503, too much to do", "busy@nth=2", ByItself, 1),
    ("500", "500@nth=2", ByItself, 1),
    ("an HTML page", "html@nth=2", ByItself, 1),
    ("white space without end", "whitespace@nth=2", ByItself, 1),
    ("the same words without end", "repeat@nth=2", ByItself, 1),
    ("the wrong language", "wrong-language@nth=2", ByItself, 1),
    ("no answer at all in the text", "nonsense@nth=2", ByItself, 1),
    ("401", "answer@first=1, 401@first=1000", ByHand, 0),
    ("the model is gone", "answer@first=1, 404@first=1000", ByHand, 0),
    ("the model has no eyes", "answer@first=1, blind@first=1000", ByHand, 0),
    ("the model does not fit the memory", "answer@first=1, memory@first=1000", ByHand, 0),
];

struct Row {
    did: String,
    lost: u64,
    burnt: u64,
}

fn run(plan: &str, mended: Mended) -> Row {
    let world = World::with_photos(PHOTOS);
    let stub = StubServer::with_plan(plan).unwrap();
    if plan.contains("slow:9000") {
        world.terminal.run(&SHORT).expect(0);
    }
    let ran = world.analyze_all(&stub, &["--tasks", "title"]);
    let batch = ran.last("batch_finished")["batch"].to_string();
    let mut did = ran.last("batch_finished")["outcome"].as_str().unwrap_or("?").to_owned();
    if mended == ByHand {
        let cause = world.terminal.batch(&batch)["cause"]["code"].as_str().unwrap_or("?").to_owned();
        stub.set_plan(Plan::default());
        let resumed = world.terminal.run(&["resume", &batch]);
        did = format!(
            "{did} ({cause}), mended: {}",
            resumed.last("batch_finished")["outcome"].as_str().unwrap_or("?")
        );
    }
    let told = world.terminal.run(&["batch", &batch]).lines.remove(0);
    let retries = told["stats"]["retries"].as_array().cloned().unwrap_or_default();
    let titled =
        world.terminal.list().iter().filter(|photo| words(photo, "title", "model").len() == 1).count();
    Row {
        did,
        lost: PHOTOS - titled as u64,
        burnt: retries.iter().map(|one| one["count"].as_u64().unwrap_or(0)).sum(),
    }
}

#[test]
fn no_fault_of_a_server_loses_a_photo() {
    let rows: Vec<Row> = std::thread::scope(|scope| {
        let started: Vec<_> =
            FAULTS.iter().map(|(_, plan, mended, _)| scope.spawn(|| run(plan, *mended))).collect();
        started.into_iter().map(|row| row.join().unwrap()).collect()
    });
    println!("{:<36} {:<52} lost  burnt", "fault", "the batch");
    for ((name, ..), row) in FAULTS.iter().zip(&rows) {
        println!("{name:<36} {:<52} {:>4}  {:>5}", row.did, row.lost, row.burnt);
    }
    for ((name, _, _, most), row) in FAULTS.iter().zip(&rows) {
        assert_eq!(row.lost, 0, "{name}: {}", row.did);
        assert!(row.burnt <= *most, "{name}: {} attempts burnt", row.burnt);
        assert!(row.did.ends_with("completed"), "{name}: {}", row.did);
    }
}
