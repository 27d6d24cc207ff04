//! Runs one program and reads from the system what it cost: time, processor, memory.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::step::{self, Done, Failed};

/// How often the memory is read; the kernel keeps the peak, so that only the last moments can be missed.
const LOOK: Duration = Duration::from_millis(5);

/// What a program cost.
#[derive(Debug, Clone, Default)]
pub struct Cost {
    pub wall: Duration,
    /// Processor time, system calls and ended children included.
    pub cpu: Duration,
    pub peak_mib: f64,
    /// The last line that it printed.
    pub last: String,
}

impl Cost {
    /// Of several programs, one after the other.
    pub fn of_all(costs: impl IntoIterator<Item = Self>) -> Self {
        costs.into_iter().fold(Self::default(), |sum, cost| Self {
            wall: sum.wall + cost.wall,
            cpu: sum.cpu + cost.cpu,
            peak_mib: sum.peak_mib.max(cost.peak_mib),
            last: cost.last,
        })
    }

    pub fn per_second(&self, count: f64) -> f64 {
        count / self.wall.as_secs_f64().max(1e-9)
    }

    pub fn cpu_ms_each(&self, count: f64) -> f64 {
        self.cpu.as_secs_f64() * 1000.0 / count
    }
}

/// Runs `command` to its end and measures it. Linux only.
///
/// # Errors
/// When it cannot be started or fails.
pub fn measure(command: &mut Command) -> Done<Cost> {
    let (cost, status) = measure_to_its_end(command)?;
    let shown = command.get_program().to_string_lossy();
    if status.success() { Ok(cost) } else { Err(Failed(format!("{shown} ended with {status}"))) }
}

/// The same for a program that reports what it found by its exit code.
///
/// # Errors
/// When it cannot be started.
pub fn measure_to_its_end(command: &mut Command) -> Done<(Cost, ExitStatus)> {
    let shown = command.get_program().to_string_lossy().into_owned();
    println!("   measuring {shown} …");
    let wrong = |error: std::io::Error| Failed(format!("cannot run {shown}: {error}"));
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(wrong)?;
    let output = child.stdout.take();
    let reader = std::thread::spawn(move || {
        let lines =
            output.into_iter().flat_map(|output| BufReader::new(output).lines().map_while(Result::ok));
        lines.last().unwrap_or_default()
    });
    let mut cost = watch(&child);
    cost.wall = started.elapsed();
    let status = child.wait().map_err(wrong)?;
    cost.last = reader.join().unwrap_or_default();
    Ok((cost, status))
}

/// Looks at the process until it has ended; it must not be waited for before, or its figures are gone.
fn watch(child: &Child) -> Cost {
    let mut cost = Cost::default();
    let ticks = step::answer("getconf", &["CLK_TCK"]).and_then(|ticks| ticks.parse().ok()).unwrap_or(100.0);
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib: Option<f64> = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok());
        cost.peak_mib = kib.map_or(cost.peak_mib, |kib| cost.peak_mib.max(kib / 1024.0));
        let Some(stat) = std::fs::read_to_string(format!("/proc/{}/stat", child.id()))
            .ok()
            .and_then(|text| Stat::read(&text))
        else {
            return cost;
        };
        cost.cpu = Duration::from_secs_f64(stat.ticks / ticks);
        if stat.over {
            return cost;
        }
        std::thread::sleep(LOOK);
    }
}

/// What `/proc/PID/stat` says.
#[derive(Debug, PartialEq)]
struct Stat {
    over: bool,
    ticks: f64,
}

impl Stat {
    fn read(text: &str) -> Option<Self> {
        // The name stands in brackets and may hold anything; the fields follow its last bracket.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let number = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok());
        // utime, stime, and both of ended children: fields 14 to 17 of proc(5).
        let ticks = number(11)? + number(12)? + number(13)? + number(14)?;
        Some(Self { over: matches!(*fields.first()?, "Z" | "X"), ticks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stat_line_is_read_whatever_the_name() {
        let line = "42 (a) b (c)) Z 1 42 42 0 -1 4194304 100 0 0 0 250 50 10 5 20 0 9 0 100 0 0";
        assert_eq!(Stat::read(line), Some(Stat { over: true, ticks: 315.0 }));
        assert_eq!(Stat::read("42 (a) S 1"), None);
    }

    #[test]
    fn programs_that_run_one_after_the_other_cost_their_sum_and_the_larger_peak() {
        let cost = |seconds, peak_mib, last: &str| Cost {
            wall: Duration::from_secs(seconds),
            cpu: Duration::from_secs(2 * seconds),
            peak_mib,
            last: last.to_owned(),
        };
        let both = Cost::of_all([cost(1, 40.0, "a"), cost(2, 30.0, "b")]);
        assert_eq!((both.wall.as_secs(), both.cpu.as_secs(), both.peak_mib), (3, 6, 40.0));
        assert_eq!(both.last, "b");
    }

    #[test]
    fn a_programs_cost_and_last_line_are_measured() {
        let cost = measure(
            Command::new("sh")
                .args(["-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo a; echo b"]),
        );
        assert!(cost.as_ref().is_ok_and(|cost| cost.last == "b" && !cost.wall.is_zero()), "{cost:?}");
        assert!(measure(&mut Command::new("false")).is_err());
    }
}
