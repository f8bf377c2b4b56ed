using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Maas.Cluster.Tests.Cluster;

/// <summary>
/// The network between one process and one server: a forwarder of TCP connections that can be cut, that can swallow everything as a
/// partition does, and that can begin to do so at a request that the process sends.
/// </summary>
internal sealed class Link : IAsyncDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _open = [];
    private readonly Task _accepting;
    private Trap? _trap;
    private TaskCompletionSource _passage = Open();
    private bool _cut;

    public Link(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Ends what is connected, and whatever connects from now on.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _cut = true;
            foreach (var socket in _open)
            {
                socket.Close();
            }
        }
    }

    /// <summary>Swallows what is sent, either way; connections stay as they are, and new ones are taken.</summary>
    public void Stall()
    {
        lock (_gate)
        {
            if (_passage.Task.IsCompleted)
            {
                _passage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>
    /// Stalls at the last of these texts, once all have been sent in this order. What is returned completes then; the last is not forwarded.
    /// </summary>
    public Task StallAt(params string[] texts)
    {
        lock (_gate)
        {
            _trap = new Trap(texts);
            return _trap.Sprung;
        }
    }

    /// <summary>Lets everything pass again, what was swallowed first.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            (_cut, _trap) = (false, null);
            _passage.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Cut();
        Heal();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                _ = ForwardAsync(await _listener.AcceptSocketAsync(_ending.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ForwardAsync(Socket near)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var owned = near;
        try
        {
            if (!Enter(near, far))
            {
                return;
            }

            await far.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAll(PumpAsync(near, far, watched: true), PumpAsync(far, near, watched: false));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Whoever was connected sees the end of its connection.
        }
        finally
        {
            Leave(near, far);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool watched)
    {
        var buffer = new byte[ChunkBytes];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                if (watched)
                {
                    Watch(buffer.AsSpan(0, count));
                }

                await _passage.Task;
                for (var sent = 0; sent < count; )
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }

            // What was sent before arrives before the end does; closing the socket would reset the connection instead.
            await _passage.Task;
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            from.Close();
            to.Close();
        }
    }

    /// <summary>A request's head arrives in one piece, so that a text is looked for in each piece alone.</summary>
    private void Watch(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_trap?.Sees(Encoding.Latin1.GetString(bytes)) != true)
            {
                return;
            }

            Stall();
            _trap.Spring();
            _trap = null;
        }
    }

    private bool Enter(Socket near, Socket far)
    {
        lock (_gate)
        {
            return !_cut && _open.Add(near) && _open.Add(far);
        }
    }

    private void Leave(Socket near, Socket far)
    {
        lock (_gate)
        {
            _open.Remove(near);
            _open.Remove(far);
        }
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private sealed class Trap(string[] texts)
    {
        private readonly TaskCompletionSource _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _next;

        public Task Sprung => _sprung.Task;

        /// <summary>Whether the last text has come.</summary>
        public bool Sees(string sent)
        {
            while (_next < texts.Length && sent.IndexOf(texts[_next], StringComparison.Ordinal) is var at and >= 0)
            {
                sent = sent[(at + texts[_next].Length)..];
                _next++;
            }

            return _next == texts.Length;
        }

        public void Spring() => _sprung.SetResult();
    }
}
