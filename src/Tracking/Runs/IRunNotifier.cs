namespace Maas.Tracking.Runs;

/// <summary>
/// Tells people what became of runs: a log, a chat. Several may be registered; each is told everything. An implementation bounds its own retries and time; when it throws, the run is as it
/// was and the failure is logged.
/// </summary>
public interface IRunNotifier
{
    /// <summary>Tells one thing. After a crash it may be called a second time with the same.</summary>
    Task NotifyAsync(RunNotice notice, CancellationToken cancellationToken);
}
