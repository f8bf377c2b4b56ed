using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.Emr;

/// <summary>
/// Holds every attempt to at most one cluster, and every hour to one at a time. EMR has no token that makes a submission safe to repeat, so
/// a claim is stored before the submission, the submission is sent once, and a claim without an answer is resolved by the cluster's name
/// before anything else is done for the hour.
/// </summary>
internal sealed partial class RunClusters(
    ITransientClusters clusters,
    ClusterClaims claims,
    PollTimer poll,
    IOptions<EmrOptions> options,
    TimeProvider time,
    ILogger<RunClusters> logger
)
{
    private const string SubmitStep = "emr/submit";

    /// <summary>How much earlier than its claim a cluster's own clock may date it.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(15);

    /// <summary>Starts the attempt's cluster, or finds the one that it has; returns its id.</summary>
    /// <exception cref="BatchStepException">None was started.</exception>
    /// <exception cref="StaleRunException">A later attempt of the hour has a claim.</exception>
    public async Task<string> StartAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        await EndEarlierAsync(request.Order, cancellationToken).ConfigureAwait(false);
        var claim = new ClusterClaim(request.Name, time.GetUtcNow(), ClaimState.Open);
        if (await claims.TryAddAsync(request.Order, claim, cancellationToken).ConfigureAwait(false))
        {
            return await SubmitAsync(request, claim, cancellationToken).ConfigureAwait(false);
        }

        return await FindAsync(request.Order, request.Name, cancellationToken).ConfigureAwait(false)
            ?? throw new BatchStepException(SubmitStep, "an earlier process gave the attempt up before it started a cluster.");
    }

    /// <summary>Whether a submission may have been sent for the attempt.</summary>
    public async Task<bool> HasClaimAsync(RunOrder order, CancellationToken cancellationToken) =>
        await claims.ReadAsync(order, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>
    /// The attempt's cluster, or null when it is certain that there is none and never will be. After a submission without an answer that
    /// takes <see cref="EmrOptions.LostAnswerTime"/>.
    /// </summary>
    public async Task<string?> FindAsync(RunOrder order, string name, CancellationToken cancellationToken)
    {
        var none = new ClusterClaim(name, time.GetUtcNow(), ClaimState.Void);
        // Taking the free place keeps a process that has lost the ledger unnoticed from submitting afterwards.
        if (await claims.TryAddAsync(order, none, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var claim = await claims.ReadAsync(order, cancellationToken).ConfigureAwait(false) ?? none;
        return claim.State switch
        {
            ClaimState.Void => null,
            ClaimState.Open => await ResolveAsync(order, claim, cancellationToken).ConfigureAwait(false),
            _ => claim.ClusterId,
        };
    }

    /// <summary>
    /// Ends the attempt's cluster and waits until it has ended, with any other of its name: one that showed up after it was given up, or that
    /// no claim tells of, costs like one that is known.
    /// </summary>
    /// <exception cref="TimeoutException">One has not, in <see cref="EmrOptions.EndTimeMax"/>.</exception>
    public async Task EndAsync(RunOrder order, string name, string because, CancellationToken cancellationToken)
    {
        var claimed = await FindAsync(order, name, cancellationToken).ConfigureAwait(false);
        var live = await clusters.ListLiveAsync(name, cancellationToken).ConfigureAwait(false);
        var ids = live.Where(cluster => cluster.Name == name).Select(cluster => cluster.Id);
        foreach (var id in (claimed is null ? ids : ids.Prepend(claimed)).Distinct(StringComparer.Ordinal))
        {
            await EndAsync(id, because, cancellationToken).ConfigureAwait(false);
        }

        await KeepEndedAsync(order, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes that the attempt's cluster has ended.</summary>
    public async Task KeepEndedAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await claims.ReadAsync(order, cancellationToken).ConfigureAwait(false) is { State: ClaimState.Started } claim)
        {
            await claims.PutAsync(order, claim with { State = ClaimState.Ended }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>An hour has one cluster at a time: those of earlier attempts end first, known or not.</summary>
    private async Task EndEarlierAsync(RunOrder order, CancellationToken cancellationToken)
    {
        foreach (var other in await claims.ListAsync(order, cancellationToken).ConfigureAwait(false))
        {
            if (other.Attempt > order.Attempt)
            {
                throw new StaleRunException(
                    $"Attempt {other.Attempt} of {order.Hour} has begun, so attempt {order.Attempt} stops.",
                    other.Attempt
                );
            }

            if (other.Attempt == order.Attempt)
            {
                continue;
            }

            var claim = await claims.ReadAsync(other, cancellationToken).ConfigureAwait(false);
            if (claim is { State: ClaimState.Open or ClaimState.Started })
            {
                await EndAsync(other, claim.Name, $"attempt {order.Attempt} of the hour begins", cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> SubmitAsync(ClusterRequest request, ClusterClaim claim, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var start = await clusters.StartAsync(request, cancellationToken).ConfigureAwait(false);
            switch (start.Outcome)
            {
                case ClusterStartOutcome.Started:
                    Log.Started(logger, start.Text, request.Name);
                    await KeepAsync(request.Order, claim, start.Text, cancellationToken).ConfigureAwait(false);
                    return start.Text;
                case ClusterStartOutcome.Unknown:
                    Log.Unanswered(logger, request.Name, start.Text, options.Value.LostAnswerTime);
                    return await ResolveAsync(request.Order, claim, cancellationToken).ConfigureAwait(false)
                        ?? throw new BatchStepException(
                            SubmitStep,
                            $"no answer came ({start.Text}), and no cluster of the name appeared in {options.Value.LostAnswerTime}."
                        );
                case ClusterStartOutcome.Busy when tries < options.Value.SubmitTriesMax:
                    poll.Failed();
                    await poll.NextAsync(cancellationToken).ConfigureAwait(false);
                    await ExpectOpenAsync(request.Order, cancellationToken).ConfigureAwait(false);
                    continue;
                default:
                    await claims.PutAsync(request.Order, claim with { State = ClaimState.Void }, cancellationToken).ConfigureAwait(false);
                    throw new BatchStepException(SubmitStep, start.Text);
            }
        }
    }

    /// <summary>While EMR was busy the coordinator may have moved, and the next one have given the attempt up.</summary>
    private async Task ExpectOpenAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await claims.ReadAsync(order, cancellationToken).ConfigureAwait(false) is not { State: ClaimState.Open })
        {
            throw new BatchStepException(SubmitStep, "another process has given the attempt up.");
        }
    }

    /// <summary>Looks for the cluster of a submission without an answer, now and once more when EMR's lists must show it.</summary>
    private async Task<string?> ResolveAsync(RunOrder order, ClusterClaim claim, CancellationToken cancellationToken)
    {
        if (await LookAsync(order, claim, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        await Task.Delay(options.Value.LostAnswerTime, time, cancellationToken).ConfigureAwait(false);
        if (await LookAsync(order, claim, cancellationToken).ConfigureAwait(false) is { } late)
        {
            return late;
        }

        Log.Nothing(logger, claim.Name);
        await claims.PutAsync(order, claim with { State = ClaimState.Void }, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<string?> LookAsync(RunOrder order, ClusterClaim claim, CancellationToken cancellationToken)
    {
        var found = await clusters.FindAsync(claim.Name, claim.At - ClockSkew, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
        {
            return null;
        }

        if (found.Count > 1)
        {
            await KeepFirstAsync(order, claim, found, cancellationToken).ConfigureAwait(false);
        }

        Log.Found(logger, found[0].Id, claim.Name, found[0].State);
        await KeepAsync(order, claim, found[0].Id, cancellationToken).ConfigureAwait(false);
        return found[0].Id;
    }

    /// <summary>
    /// Something on the way sent the submission again. All clusters but the first end before they work; where one has worked already, both may
    /// have written the same files, and the attempt is given up with all of them.
    /// </summary>
    private async Task KeepFirstAsync(
        RunOrder order,
        ClusterClaim claim,
        IReadOnlyList<ClusterStatus> found,
        CancellationToken cancellationToken
    )
    {
        Log.Several(logger, found.Count, claim.Name, found[0].Id);
        var haveWorked = false;
        foreach (var other in found.Skip(1))
        {
            var ended = await EndAsync(other.Id, $"its submission had started {found[0].Id} before", cancellationToken)
                .ConfigureAwait(false);
            haveWorked |= ended?.ReadyAt is not null;
        }

        if (haveWorked)
        {
            await EndAsync(found[0].Id, "another cluster worked on the same files", cancellationToken).ConfigureAwait(false);
            await claims.PutAsync(order, claim with { State = ClaimState.Void }, cancellationToken).ConfigureAwait(false);
            throw new BatchStepException(SubmitStep, $"{found.Count} clusters were started as '{claim.Name}', and more than one worked.");
        }
    }

    /// <summary>Tells the cluster to end and waits until it has; returns it as it is then, or null when EMR does not know it.</summary>
    private async Task<ClusterStatus?> EndAsync(string id, string because, CancellationToken cancellationToken)
    {
        for (var told = time.GetTimestamp(); ; )
        {
            var cluster = await clusters.DescribeAsync(id, cancellationToken).ConfigureAwait(false);
            if (cluster is null or { Phase: ClusterPhase.Ended })
            {
                return cluster;
            }

            if (time.GetElapsedTime(told) > options.Value.EndTimeMax)
            {
                throw new TimeoutException($"Cluster {id} was told to end and is still {cluster.State}.");
            }

            if (cluster.Phase != ClusterPhase.Ending)
            {
                Log.Ending(logger, id, cluster.Name, cluster.State, because);
                await clusters.EndAsync(id, because, cancellationToken).ConfigureAwait(false);
            }

            await poll.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Task KeepAsync(RunOrder order, ClusterClaim claim, string id, CancellationToken cancellationToken) =>
        claims.PutAsync(order, claim with { State = ClaimState.Started, ClusterId = id }, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Information, "Cluster {Id} was started as '{Name}'.")]
        public static partial void Started(ILogger logger, string id, string name);

        [LoggerMessage(
            4202,
            LogLevel.Warning,
            "The submission of '{Name}' got no answer ({Reason}): its cluster is looked for up to {Time}."
        )]
        public static partial void Unanswered(ILogger logger, string name, string reason, TimeSpan time);

        [LoggerMessage(4203, LogLevel.Information, "Cluster {Id} is that of '{Name}': {State}.")]
        public static partial void Found(ILogger logger, string id, string name, string state);

        [LoggerMessage(4204, LogLevel.Warning, "No cluster was started as '{Name}'.")]
        public static partial void Nothing(ILogger logger, string name);

        [LoggerMessage(4205, LogLevel.Information, "Cluster {Id} ('{Name}', {State}) is told to end: {Because}.")]
        public static partial void Ending(ILogger logger, string id, string name, string state, string because);

        [LoggerMessage(4206, LogLevel.Warning, "{Count} clusters were started as '{Name}': all but {Id} are told to end.")]
        public static partial void Several(ILogger logger, int count, string name, string id);
    }
}
