using System.Diagnostics;

namespace Maas.Ingest;

/// <summary>A server under load, started by this benchmark and stopped with it.</summary>
internal sealed class Server : IDisposable
{
    private readonly Process _process;

    private Server(string url, Process process)
    {
        Url = url;
        _process = process;
    }

    public string Url { get; }

    /// <summary>CPU time of the process so far, user and system.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<Server> StartAsync(
        string url,
        string assembly,
        IEnumerable<string> arguments,
        Dictionary<string, string> environment,
        string probe
    )
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"Could not start {assembly}.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new Server(url, process);
        await server.WaitAsync(probe);
        return server;
    }

    public void Dispose()
    {
        using var interrupt = Process.Start("kill", ["-INT", _process.Id.ToString()]);
        if (!_process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task WaitAsync(string probe)
    {
        using var client = new HttpClient();
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Url + probe));
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(100);
            }
        }

        throw new TimeoutException($"{Url} did not answer within 30 s.");
    }
}
