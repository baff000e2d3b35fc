//! Random sets of jobs, and the promises of the scheduler one by one.
#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::schedule::VirtualClock;
use proptest::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

type Log = Vec<String>;

/// A job from a closure.
struct Fun<F>(&'static str, F);

impl<W, F: FnMut(&mut W, &mut StepCx<'_>) -> Step> Job<W> for Fun<F> {
    fn name(&self) -> &'static str {
        self.0
    }

    fn step(&mut self, world: &mut W, cx: &mut StepCx<'_>) -> Step {
        (self.1)(world, cx)
    }
}

fn scheduler<W>() -> Scheduler<W> {
    Scheduler::new(VirtualClock::new(Duration::ZERO))
}

fn submit<W: 'static>(
    to: &mut Scheduler<W>,
    class: Class,
    name: &'static str,
    step: impl FnMut(&mut W, &mut StepCx<'_>) -> Step + 'static,
) -> JobId {
    to.submit(class, Box::new(Fun(name, step)), CancelToken::new())
}

/// Logs its name `steps` times, then is done.
fn logging(name: &'static str, steps: usize) -> impl FnMut(&mut Log, &mut StepCx<'_>) -> Step {
    let mut left = steps;
    move |log, _| {
        log.push(name.to_owned());
        left -= 1;
        if left == 0 { Step::Done } else { Step::Yield }
    }
}

fn run_all<W>(scheduler: &mut Scheduler<W>, world: &mut W) {
    while scheduler.run_slice(world) != Ran::Idle {}
}

#[test]
fn classes_run_in_order_fifo_but_open_files_lifo() {
    let (mut jobs, mut log) = (scheduler(), Log::new());
    for (class, name) in [
        (Class::Maintenance, "m"),
        (Class::Index, "i1"),
        (Class::Index, "i2"),
        (Class::Open, "o1"),
        (Class::Open, "o2"),
        (Class::Typing, "t1"),
        (Class::Edit, "e"),
        (Class::Typing, "t2"),
    ] {
        submit(&mut jobs, class, name, logging(name, 2));
    }
    run_all(&mut jobs, &mut log);
    assert_eq!(log.join(" "), "e e t1 t1 t2 t2 o2 o2 o1 o1 i1 i1 i2 i2 m m");
}

#[test]
fn what_is_on_the_screen_takes_turns() {
    let (mut jobs, mut log) = (scheduler(), Log::new());
    submit(&mut jobs, Class::Visible, "check", logging("check", 4));
    jobs.run_slice(&mut log);
    submit(&mut jobs, Class::Visible, "hover", logging("hover", 1));
    submit(&mut jobs, Class::Visible, "tokens", logging("tokens", 2));
    run_all(&mut jobs, &mut log);
    assert_eq!(log.join(" "), "check hover tokens check tokens check check");
    // But not any number of others.
    submit(&mut jobs, Class::Visible, "check", logging("check", 2));
    log.clear();
    for _ in 0..2 * LATECOMERS {
        jobs.run_slice(&mut log);
        submit(&mut jobs, Class::Visible, "hover", logging("hover", 1));
    }
    assert_eq!(log.iter().filter(|name| *name == "check").count(), 2);
}

#[test]
fn a_job_is_ready_for_its_class_and_for_less_urgent_ones() {
    let (mut jobs, mut log) = (scheduler(), Log::new());
    let hover = submit(&mut jobs, Class::Visible, "hover", |_, _| Step::Wait);
    assert!(!jobs.has_ready(Class::Typing) && jobs.has_ready(Class::Visible) && jobs.has_ready(Class::Index));
    jobs.run_slice(&mut log);
    assert!(!jobs.has_ready(Class::Index), "it waits");
    jobs.wake(hover);
    assert!(jobs.has_ready(Class::Visible));
}

#[test]
fn reprioritise_moves_a_job_to_the_front_of_its_new_class() {
    let (mut jobs, mut log) = (scheduler(), Log::new());
    submit(&mut jobs, Class::Index, "a", logging("a", 1));
    let b = submit(&mut jobs, Class::Index, "b", logging("b", 1));
    submit(&mut jobs, Class::Open, "c", logging("c", 1));
    jobs.reprioritise(b, Class::Open);
    assert_eq!((jobs.pending(Class::Index), jobs.pending(Class::Open)), (1, 2));
    run_all(&mut jobs, &mut log);
    assert_eq!(log.join(" "), "b c a");
}

#[test]
fn a_stream_of_requests_does_not_starve_lower_classes_but_edits_are_never_overtaken() {
    let (mut jobs, mut log) = (scheduler(), Log::new());
    submit(&mut jobs, Class::Index, "index", logging("index", 1));
    submit(&mut jobs, Class::Maintenance, "maintenance", logging("maintenance", 1));
    submit(&mut jobs, Class::Typing, "typing", |_, _| Step::Yield);
    for _ in 0..2 * MAX_PASSED_OVER {
        jobs.run_slice(&mut log);
    }
    assert_eq!(log, ["index", "maintenance"]);

    let (mut jobs, mut log) = (scheduler(), Log::new());
    submit(&mut jobs, Class::Typing, "typing", logging("typing", 1));
    submit(&mut jobs, Class::Edit, "edit", |_, _| Step::Yield);
    for _ in 0..4 * MAX_PASSED_OVER {
        jobs.run_slice(&mut log);
    }
    assert!(log.is_empty());
}

#[test]
fn a_paused_class_waits_and_resumes() {
    let (mut jobs, mut log) = (scheduler(), Log::new());
    submit(&mut jobs, Class::Index, "i", logging("i", 1));
    jobs.set_paused(Class::Index, true);
    assert_eq!(jobs.run_slice(&mut log), Ran::Idle);
    jobs.set_paused(Class::Index, false);
    run_all(&mut jobs, &mut log);
    assert_eq!(log, ["i"]);
}

#[test]
fn an_early_wake_is_kept_and_a_second_wait_parks() {
    let mut jobs = scheduler::<u32>();
    let mut steps = 0;
    // Woken during its own step, before it parks.
    let id = submit(&mut jobs, Class::Link, "wait", |steps, cx| {
        *steps += 1;
        if *steps == 1 {
            cx.wake(cx.id());
        }
        Step::Wait
    });
    // Woken before it ever ran, twice: one stored wake.
    jobs.wake(id);
    jobs.wake(id);
    run_all(&mut jobs, &mut steps);
    assert_eq!(steps, 3);
    jobs.wake(id);
    run_all(&mut jobs, &mut steps);
    assert_eq!((steps, jobs.pending(Class::Link)), (4, 1));
}

#[test]
fn cancelled_jobs_are_dropped_even_while_they_wait() {
    struct OnDrop(Rc<RefCell<Log>>);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            self.0.borrow_mut().push("dropped".to_owned());
        }
    }
    let (mut jobs, log) = (scheduler::<()>(), Rc::new(RefCell::new(Log::new())));
    let (token, guard) = (CancelToken::new(), OnDrop(log.clone()));
    let job = Fun("parked", move |_: &mut (), _: &mut StepCx<'_>| {
        let _keep = &guard;
        Step::Wait
    });
    jobs.submit(Class::Visible, Box::new(job), token.clone());
    run_all(&mut jobs, &mut ());
    assert!(log.borrow().is_empty());
    token.cancel();
    run_all(&mut jobs, &mut ());
    assert_eq!((log.borrow().len(), jobs.pending(Class::Visible)), (1, 0));
    assert_eq!(jobs.stats(Class::Visible).cancelled, 1);
}

#[test]
fn a_panicking_job_is_reported_and_the_rest_goes_on() {
    struct DropPanics;
    impl Drop for DropPanics {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }
    let reports = Rc::new(RefCell::new(Log::new()));
    let sink = reports.clone();
    let mut jobs = scheduler::<Log>().on_panic(move |job, message| sink.borrow_mut().push(format!("{job}: {message}")));
    let mut log = Log::new();
    submit(&mut jobs, Class::Link, "plain", |_, _| panic!("boom {}", 1));
    submit(&mut jobs, Class::Link, "payload", |_, _| std::panic::panic_any(DropPanics));
    let guard = DropPanics;
    submit(&mut jobs, Class::Link, "drops", move |_, _| {
        let _keep = &guard;
        Step::Done
    });
    submit(&mut jobs, Class::Link, "last", logging("last", 1));
    run_all(&mut jobs, &mut log);
    assert_eq!(log, ["last"]);
    assert_eq!(*reports.borrow(), ["plain: boom 1", "payload: panic without a message", "drops: in drop"]);
    assert_eq!((jobs.pending(Class::Link), jobs.stats(Class::Link).panicked), (0, 2));
}

/// Steps of one millisecond until told to yield, with what else is going on set up by `before`.
fn slice_length(class: Class, before: impl FnOnce(&mut Scheduler<u64>, &VirtualClock)) -> u64 {
    let clock = VirtualClock::new(Duration::ZERO);
    let mut jobs = Scheduler::new(clock.clone());
    before(&mut jobs, &clock);
    submit(&mut jobs, class, "work", move |ticks, cx| {
        while !cx.should_yield() {
            clock.advance(Duration::from_millis(1));
            *ticks += 1;
        }
        Step::Done
    });
    let mut ticks = 0;
    run_all(&mut jobs, &mut ticks);
    ticks
}

#[test]
fn slices_are_short_while_someone_types_or_a_request_waits() {
    let parked = |jobs: &mut Scheduler<u64>| {
        submit(jobs, Class::Visible, "request", |_, _| Step::Wait);
    };
    assert_eq!(slice_length(Class::Index, |_, _| ()), 50);
    assert_eq!(slice_length(Class::Visible, |_, _| ()), 50);
    assert_eq!(slice_length(Class::Index, |jobs, _| parked(jobs)), 5);
    assert_eq!(slice_length(Class::Index, |jobs, _| jobs.note_typing()), 5);
    assert_eq!(
        slice_length(Class::Index, |jobs, clock| {
            jobs.note_typing();
            clock.advance(Duration::from_millis(250));
        }),
        50
    );
}

#[test]
fn urgent_arrivals_end_a_slice_except_of_edits() {
    for (class, yields) in [(Class::Edit, false), (Class::Typing, false), (Class::Visible, true), (Class::Index, true)]
    {
        let mut jobs = scheduler::<bool>().urgent(|running| running != Class::Typing);
        submit(&mut jobs, class, "work", |yields, cx| {
            *yields = cx.should_yield();
            Step::Done
        });
        let mut got = false;
        run_all(&mut jobs, &mut got);
        assert_eq!(got, yields, "{class:?}");
    }
}

#[test]
fn statistics_count_steps_jobs_and_overlong_slices() {
    let clock = VirtualClock::new(Duration::ZERO);
    let mut jobs = Scheduler::new(clock.clone());
    for millis in [1, 101] {
        let clock = clock.clone();
        submit(&mut jobs, Class::Link, "work", move |_: &mut (), _| {
            clock.advance(Duration::from_millis(millis));
            Step::Done
        });
    }
    run_all(&mut jobs, &mut ());
    let stats = jobs.stats(Class::Link);
    assert_eq!((stats.steps.count(), stats.jobs.count(), stats.overlong), (2, 2, 1));
    // The second job also waited for the first.
    assert_eq!((stats.steps.max(), stats.jobs.max()), (Duration::from_millis(101), Duration::from_millis(102)));
}

/// One instruction of a random job.
#[derive(Clone, Debug)]
enum Op {
    /// Computes something, a unit at a time, asking whether to yield in between.
    Work(u8),
    /// Waits for the answer of a worker.
    Ask(u8),
    /// Waits for another job to be finished.
    Join(usize),
}

/// What the random jobs share: answers that have arrived, questions that have not, results, and who waits for whom.
#[derive(Default)]
struct Shop {
    asked: Vec<(usize, u8)>,
    answers: FxHashMap<(usize, u8), u64>,
    ids: Vec<JobId>,
    finished: FxHashMap<usize, u64>,
    joining: Vec<(usize, usize)>,
}

struct Script {
    index: usize,
    ops: Vec<Op>,
    at: usize,
    done: u8,
    asked: bool,
    value: u64,
}

impl Job<Shop> for Script {
    fn name(&self) -> &'static str {
        "script"
    }

    fn step(&mut self, shop: &mut Shop, cx: &mut StepCx<'_>) -> Step {
        loop {
            match self.ops.get(self.at) {
                None => {
                    shop.finished.insert(self.index, self.value);
                    for (_, waiter) in shop.joining.iter().filter(|(target, _)| *target == self.index) {
                        cx.wake(shop.ids[*waiter]);
                    }
                    return Step::Done;
                }
                Some(Op::Work(units)) if self.done < *units => {
                    self.value = self.value.wrapping_mul(31).wrapping_add(1);
                    self.done += 1;
                }
                Some(Op::Work(_)) => (self.done, self.at) = (0, self.at + 1),
                Some(&Op::Ask(question)) => match shop.answers.get(&(self.index, question)) {
                    Some(answer) => {
                        self.value = self.value.wrapping_mul(31).wrapping_add(*answer);
                        (self.asked, self.at) = (false, self.at + 1);
                    }
                    None => {
                        if question % 2 == 1 {
                            // A worker so quick that the wake comes before the job has parked.
                            shop.answers.insert((self.index, question), u64::from(question) + 7);
                            cx.wake(cx.id());
                        } else if !std::mem::replace(&mut self.asked, true) {
                            shop.asked.push((self.index, question));
                        }
                        return Step::Wait;
                    }
                },
                Some(&Op::Join(target)) => match shop.finished.get(&target) {
                    Some(other) => {
                        self.value = self.value.wrapping_mul(31).wrapping_add(*other);
                        self.at += 1;
                    }
                    None => {
                        shop.joining.push((target, self.index));
                        return Step::Wait;
                    }
                },
            }
            if cx.should_yield() {
                return Step::Yield;
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Plan {
    class: Class,
    ops: Vec<Op>,
}

fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let op = prop_oneof![3 => (0u8..6).prop_map(Op::Work), 2 => (0u8..4).prop_map(Op::Ask), 1 => any::<usize>().prop_map(Op::Join)];
    let plan = (prop::sample::select(&Class::ALL[..]), prop::collection::vec(op, 0..6));
    prop::collection::vec(plan.prop_map(|(class, ops)| Plan { class, ops }), 1..12).prop_map(|mut plans| {
        // A job joins only those before it, so that no circle can wait for itself.
        for (index, plan) in plans.iter_mut().enumerate() {
            plan.ops.retain(|op| index > 0 || !matches!(op, Op::Join(_)));
            for op in &mut plan.ops {
                if let Op::Join(target) = op {
                    *target %= index;
                }
            }
        }
        plans
    })
}

/// Runs every plan; `chance` decides how late answers arrive, who gets a needless wake, and who is moved.
fn run_plans(plans: &[Plan], mode: Yielding, chance: &[u8]) -> Vec<Option<u64>> {
    let mut jobs = Scheduler::new(VirtualClock::new(Duration::from_micros(700))).yielding(mode);
    let mut shop = Shop::default();
    for (index, plan) in plans.iter().enumerate() {
        let job = Script { index, ops: plan.ops.clone(), at: 0, done: 0, asked: false, value: index as u64 };
        let id = jobs.submit(plan.class, Box::new(job), CancelToken::new());
        shop.ids.push(id);
    }
    let mut chance = chance.iter().copied().cycle();
    for _slice in 0..100_000 {
        let roll = chance.next().unwrap();
        let idle = jobs.run_slice(&mut shop) == Ran::Idle;
        if roll % 7 == 0 {
            jobs.wake(shop.ids[roll as usize % plans.len()]);
        }
        if roll % 11 == 0 {
            jobs.reprioritise(shop.ids[roll as usize % plans.len()], Class::ALL[roll as usize % CLASSES]);
        }
        if shop.asked.is_empty() && idle && roll % 7 != 0 {
            break;
        }
        if !shop.asked.is_empty() && (idle || roll % 3 == 0) {
            let (job, question) = shop.asked.swap_remove(roll as usize % shop.asked.len());
            shop.answers.insert((job, question), u64::from(question) + 7);
            jobs.wake(shop.ids[job]);
        }
    }
    (0..plans.len()).map(|index| shop.finished.get(&index).copied()).collect()
}

proptest! {
    #[test]
    fn yielding_changes_no_result_and_no_wake_is_lost(plans in plans(), chance in prop::collection::vec(any::<u8>(), 1..64)) {
        // With only multiples of seven, every idle turn would wake a job for ever.
        let chance: Vec<u8> = chance.into_iter().chain([1]).collect();
        let never = run_plans(&plans, Yielding::Never, &chance);
        prop_assert!(never.iter().all(Option::is_some), "a job was never finished: {:?}", never);
        prop_assert_eq!(&run_plans(&plans, Yielding::Always, &chance), &never);
        prop_assert_eq!(&run_plans(&plans, Yielding::Deadline, &chance), &never);
    }

    #[test]
    fn cancelling_leaves_the_others_their_results(plans in plans(), cancel in prop::collection::vec(any::<bool>(), 12)) {
        let mut jobs = Scheduler::new(VirtualClock::new(Duration::from_micros(700))).yielding(Yielding::Always);
        let mut shop = Shop::default();
        let mut tokens = Vec::new();
        for (index, plan) in plans.iter().enumerate() {
            let ops: Vec<Op> = plan.ops.iter().filter(|op| !matches!(op, Op::Join(_))).cloned().collect();
            let job = Script { index, ops, at: 0, done: 0, asked: false, value: index as u64 };
            tokens.push(CancelToken::new());
            shop.ids.push(jobs.submit(plan.class, Box::new(job), tokens[index].clone()));
        }
        for _ in 0..plans.len() {
            jobs.run_slice(&mut shop);
        }
        let before = shop.finished.clone();
        for (token, _) in tokens.iter().zip(&cancel).filter(|(_, cancel)| **cancel) {
            token.cancel();
        }
        loop {
            run_all(&mut jobs, &mut shop);
            let Some((job, question)) = shop.asked.pop() else { break };
            shop.answers.insert((job, question), 1);
            jobs.wake(shop.ids[job]);
        }
        for (index, cancelled) in cancel.into_iter().enumerate().take(plans.len()) {
            let finished = shop.finished.contains_key(&index);
            prop_assert_eq!(finished, !cancelled || before.contains_key(&index), "job {}", index);
        }
        prop_assert!(Class::ALL.iter().all(|&class| jobs.pending(class) == 0));
    }
}
