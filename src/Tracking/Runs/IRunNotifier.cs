namespace Maas.Tracking.Runs;

/// <summary>
/// Tells people what became of runs: a log, a chat. An implementation bounds its own retries and time; when it throws, the run is as it
/// was and the failure is logged.
/// </summary>
public interface IRunNotifier
{
    /// <summary>Tells one outcome. After a crash it may be called a second time with the same run.</summary>
    Task NotifyAsync(RunOutcome outcome, CancellationToken cancellationToken);
}
