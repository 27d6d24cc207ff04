//! The stub model server from a command line, for tests in other languages and for trying things by hand.

use std::process::ExitCode;
use std::time::Duration;

use pothos_tests::stub::{Dialect, Model, Setup, StubServer};

const USAGE: &str =
    "stub-server [--port N] [--dialect ollama|llama-server|lm-studio|vllm|openai] [--model NAME]… \
[--blind NAME]… [--thinking NAME]… [--cloud NAME]… [--key KEY] [--pace MS] [--shred] [--plan RULES]

RULES are BEHAVIOUR[:NUMBER][@first|nth|every|try|share=NUMBER], divided by commas, for example
  --plan '429:2@first=3, stall@nth=5, html@share=10'
While it runs: GET /_stub/ledger, and POST /_stub/plan RULES, /_stub/pace MS, /_stub/away MS.
It prints its address on the first line and ends when its standard input does.";

fn main() -> ExitCode {
    match read(std::env::args().skip(1)).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

fn read(mut words: impl Iterator<Item = String>) -> Result<Setup, String> {
    let mut setup = Setup::default();
    let mut models = Vec::new();
    while let Some(word) = words.next() {
        if word == "--shred" {
            setup.shred = true;
            continue;
        }
        let value = words.next().ok_or_else(|| USAGE.to_owned())?;
        let number = || value.parse::<u64>().map_err(|_| format!("{word} wants a number, not \"{value}\""));
        match word.as_str() {
            "--port" => setup.port = u16::try_from(number()?).map_err(|error| error.to_string())?,
            "--dialect" => {
                setup.dialect =
                    Dialect::from_name(&value).ok_or_else(|| format!("no dialect \"{value}\"\n{USAGE}"))?;
            }
            "--model" => models.push(Model::seeing(value)),
            "--blind" => models.push(Model::blind(value)),
            "--thinking" => models.push(Model { thinks: true, ..Model::seeing(value) }),
            "--cloud" => models.push(Model { cloud: true, ..Model::seeing(value) }),
            "--key" => setup.key = Some(value),
            "--pace" => setup.pace = Duration::from_millis(number()?),
            "--plan" => setup.plan = value.parse().map_err(|error| format!("{error}"))?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    if !models.is_empty() {
        setup.models = models;
    }
    Ok(setup)
}

fn run(setup: Setup) -> Result<(), String> {
    let stub = StubServer::start(setup).map_err(|error| format!("cannot start: {error}"))?;
    println!("{}", stub.url());
    // A parent that ends takes the stub with it; on a terminal Ctrl-D or Ctrl-C does.
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()).map_err(|error| error.to_string())?;
    Ok(())
}
