using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>The built silo as its own process, as a person or a service manager runs it; it can be interrupted or killed for real.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private SiloProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>Everything it has printed, both streams.</summary>
    public string Output => string.Join('\n', _output);

    public bool HasExited => _process.HasExited;

    public static async Task<SiloProcess> StartAsync(
        string dataPath,
        IReadOnlyDictionary<string, string>? settings = null,
        params string[] arguments
    )
    {
        var silo = Launch(dataPath, settings, arguments);
        await silo.WaitUntilReadyAsync();
        return silo;
    }

    public Task WaitUntilReadyAsync() => WaitForAsync(() => AnswersAsync("/health/ready"), Patience.Limit, "ready");

    /// <summary>Starts the process without waiting for it to become ready.</summary>
    public static SiloProcess Launch(string dataPath, IReadOnlyDictionary<string, string>? settings = null, params string[] arguments) =>
        Launch(Repository.SiloAssembly, dataPath, settings, arguments);

    /// <summary>Starts a gateway apart from the silos, which keeps nothing of its own.</summary>
    public static SiloProcess LaunchGateway(IReadOnlyDictionary<string, string> settings) =>
        Launch(Repository.GatewayAssembly, dataPath: "", settings);

    private static SiloProcess Launch(
        string assembly,
        string dataPath,
        IReadOnlyDictionary<string, string>? settings,
        params string[] arguments
    )
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["Maas__Data__Path"] = dataPath;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return new SiloProcess(Process.Start(start)!, address);
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ctrl-C; returns the exit code.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        return await WaitForExitAsync();
    }

    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        await _process.WaitForExitAsync(limit.Token);
        // The parameterless wait also waits until the redirected output is read to its end.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public async Task WaitForAsync(Func<Task<bool>> condition, TimeSpan limit, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException(
                    $"The silo ended with {await WaitForExitAsync()} before it was {what}. It printed:\n{Output}"
                );
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"The silo was not {what} within {limit.TotalSeconds} s. It printed:\n{Output}");
            }

            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Client.Dispose();
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }
}
