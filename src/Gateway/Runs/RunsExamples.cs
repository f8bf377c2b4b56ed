using Maas.Contracts.Runs;
using Maas.Tracking.Runs;

namespace Maas.Gateway.Runs;

/// <summary>What the OpenAPI document shows: one hour and the run that closed it.</summary>
internal static class RunsExamples
{
    private static readonly DateTimeOffset Hour = new(2026, 11, 22, 22, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Start = Hour.AddMinutes(65).AddSeconds(12);

    private static readonly BooksView Books = new(
        Delivered: 18_107,
        SetAside: 3,
        Repeated: 41,
        Refused: 0,
        Read: 18_107,
        Surplus: 0,
        Matched: 18_102,
        Unmatched: 0,
        Duplicate: 5,
        Bad: 0
    );

    private static readonly RunView Planned = new()
    {
        Id = "20261122T230512-00042",
        Hour = Hour,
        State = RunState.Planned,
        Reason = "",
        Attempt = 42,
        Provisional = false,
        DryRun = false,
        Requested = true,
        Transitions = [new TransitionView(RunState.Planned, Start)],
    };

    public static RunPeriodRequest Request { get; } = new("2026-11-22T22", "2026-11-22T23");

    public static RunResponse Run { get; } =
        RunResponse.Of(
            Planned with
            {
                State = RunState.Succeeded,
                Engine = "DuckDB 1.5.6",
                Books = Books,
                Apps = [new AppBooksView("demo", Books)],
                Transitions =
                [
                    new TransitionView(RunState.Planned, Start),
                    new TransitionView(RunState.Submitted, Start.AddSeconds(1)),
                    new TransitionView(RunState.Running, Start.AddSeconds(1)),
                    new TransitionView(RunState.Committing, Start.AddSeconds(4)),
                    new TransitionView(RunState.Merging, Start.AddSeconds(5)),
                    new TransitionView(RunState.Succeeded, Start.AddSeconds(6)),
                ],
                ChangedDevices = 163,
                MergedDevices = 163,
                Steps =
                [
                    new StepView(
                        "device_lake/components",
                        Start.AddSeconds(1),
                        TimeSpan.FromMilliseconds(812),
                        163,
                        RunStepState.Succeeded,
                        Log: null
                    ),
                ],
            }
        );

    public static RunsRequestedResponse Requested { get; } = new(Planned.Id, Backfill: null, [RunResponse.Of(Planned)]);

    /// <summary>The run goes on until it notices.</summary>
    public static RunResponse Cancelling { get; } =
        RunResponse.Of(
            Planned with
            {
                State = RunState.Running,
                Transitions = [new TransitionView(RunState.Planned, Start), new TransitionView(RunState.Running, Start.AddSeconds(1))],
            }
        );

    public static RunListResponse Runs { get; } = new([Run]);

    public static HourListResponse Hours { get; } =
        new([
            HourResponse.Of(
                new HourView
                {
                    Hour = Hour,
                    State = HourState.Done,
                    RunId = Planned.Id,
                    Books = Books,
                }
            ),
        ]);
}
