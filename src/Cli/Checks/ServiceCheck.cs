using Maas.Simulation.Service;

namespace Maas.Cli.Checks;

/// <summary>Looks at a running service: whether it answers, is ready and takes the keys.</summary>
internal sealed class ServiceCheck(Uri url, string writeKey, string readKey, string adminKey)
{
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        using var anyone = new MaasClient(url);
        try
        {
            var readiness = await anyone.GetReadinessAsync(cancellationToken);
            var findings = new List<Finding> { Finding.Good("service", $"answers at {url}") };
            findings.AddRange(
                readiness.Checks.Select(static check =>
                    check.Ready
                        ? Finding.Good($"service: {check.Name}", "ready")
                        : Finding.Bad($"service: {check.Name}", "not ready", check.Reason)
                )
            );
            findings.Add(
                await CheckKeyAsync(
                    "write key",
                    "--write-key or MAAS_WRITE_KEY",
                    () => anyone.CheckWriteKeyAsync(writeKey, cancellationToken)
                )
            );
            findings.Add(await CheckKeyAsync("read key", "--read-key or MAAS_READ_KEY", () => LookUpAsync(readKey, cancellationToken)));
            findings.Add(await CheckKeyAsync("admin key", "--admin-key or MAAS_ADMIN_KEY", () => ListAsync(adminKey, cancellationToken)));
            return findings;
        }
        catch (ServiceException failure) when (failure.Kind == ServiceFailureKind.Unreachable)
        {
            return
            [
                Finding.Bad(
                    "service",
                    failure.Message,
                    "Start it (dotnet run -c Release --project src/Silo), or name its address with --url or MAAS_URL."
                ),
            ];
        }
    }

    private static async Task<Finding> CheckKeyAsync(string name, string option, Func<Task> use)
    {
        try
        {
            await use();
            return Finding.Good(name, "accepted");
        }
        catch (ServiceException failure) when (failure.Kind == ServiceFailureKind.NotAuthorised)
        {
            return Finding.Bad(name, "not accepted", $"Give one that the service's configuration holds, with {option}.");
        }
        catch (ServiceException failure)
        {
            return Finding.Bad(name, failure.Message, "See the service's log.");
        }
    }

    /// <summary>A device that nobody has: the answer "not found" proves the key.</summary>
    private async Task LookUpAsync(string key, CancellationToken cancellationToken)
    {
        using var reader = new MaasClient(url, key);
        try
        {
            await reader.GetDeviceAsync("maas-check", "maas-check", "live", cancellationToken);
        }
        catch (ServiceException failure) when (failure.Kind == ServiceFailureKind.NotFound)
        {
            // The key was taken.
        }
    }

    private async Task ListAsync(string key, CancellationToken cancellationToken)
    {
        using var admin = new MaasClient(url, key);
        await admin.ListRunsAsync(1, cancellationToken);
    }
}
