using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Maas.Servers;

/// <summary>A server that a test starts on a free loopback port, and can kill, freeze and start again on the same port.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int StartAttempts = 3;
    private const int LinesKept = 500;

    private readonly Func<int, ProcessStartInfo> _command;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    private ServerProcess(Func<int, ProcessStartInfo> command)
    {
        _command = command;
        Port = FreePorts.Next();
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The running process's id.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Whether it has ended, by itself or not; true before its start too.</summary>
    public bool HasExited => _process?.HasExited ?? true;

    /// <summary>The last lines that it printed, both streams.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the command that is made for a port, and waits until the port takes connections.</summary>
    /// <exception cref="TimeoutException">It ended, or did not listen in time; the message has what it printed.</exception>
    public static async Task<ServerProcess> StartAsync(Func<int, ProcessStartInfo> command)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new ServerProcess(command);
            try
            {
                await server.StartAgainAsync();
                return server;
            }
            catch (TimeoutException) when (server.HasExited && attempt < StartAttempts)
            {
                // Between the look for a free port and the start another may have taken it.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts it on its port, after <see cref="KillAsync"/> too.</summary>
    public async Task StartAgainAsync()
    {
        _process?.Dispose();
        var start = _command(Port);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var started = Stopwatch.GetTimestamp();
        while (!await ListensAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > Patience.Limit)
            {
                throw new TimeoutException($"{start.FileName} does not listen on {Port}. It printed:\n{Output}");
            }

            await Task.Delay(50);
        }

        if (_process.HasExited)
        {
            // Whoever listens there is another, which took the port meanwhile.
            throw new TimeoutException($"{start.FileName} has ended, and {Port} is another's. It printed:\n{Output}");
        }
    }

    /// <summary>kill -9, children included.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGINT, as a person's Ctrl-C; returns the exit code.</summary>
    public Task<int> InterruptAsync()
    {
        Signal("-INT");
        return WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager's stop; returns the exit code.</summary>
    public Task<int> TerminateAsync()
    {
        Signal("-TERM");
        return WaitForExitAsync();
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process!.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: the process keeps its port and its connections, and answers nothing.</summary>
    public void Freeze() => Signal("-STOP");

    public void Thaw() => Signal("-CONT");

    public async ValueTask DisposeAsync() => await KillAsync();

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        while (_output.Count > LinesKept)
        {
            _output.TryDequeue(out _);
        }
    }
}
