namespace Maas.Simulation.Service;

/// <summary>Waits for runs to end.</summary>
public static class RunWatch
{
    /// <summary>Asks for each run until it has ended, in the given order; <paramref name="seen"/> gets every answer.</summary>
    public static async Task<IReadOnlyList<ServiceRun>> WaitAsync(
        MaasClient client,
        IEnumerable<string> ids,
        TimeSpan interval,
        TimeProvider time,
        Action<ServiceRun>? seen,
        CancellationToken cancellationToken
    )
    {
        var ended = new List<ServiceRun>();
        foreach (var id in ids)
        {
            var run = await client.GetRunAsync(id, cancellationToken);
            seen?.Invoke(run);
            while (!run.Ended)
            {
                await Task.Delay(interval, time, cancellationToken);
                run = await client.GetRunAsync(id, cancellationToken);
                seen?.Invoke(run);
            }

            ended.Add(run);
        }

        return ended;
    }
}
