using Microsoft.Win32.SafeHandles;

namespace Maas.Ingest;

/// <summary>The least that makes bodies durable: one thread writes all that wait one after another to a file, flushes it once, and answers them.</summary>
internal sealed class GroupCommitFile : IDisposable
{
    private readonly object _gate = new();
    private readonly SafeFileHandle _file;
    private readonly Thread _writer;
    private List<Append> _waiting = [];
    private bool _closed;

    public GroupCommitFile(string path)
    {
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        _writer = new Thread(Run) { IsBackground = true };
        _writer.Start();
    }

    /// <summary>Completes once the bytes are on the disk; until then they must stay as they are.</summary>
    public Task AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        var append = new Append(bytes);
        lock (_gate)
        {
            _waiting.Add(append);
            Monitor.Pulse(_gate);
        }

        return append.Durable.Task;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }

        _writer.Join();
        _file.Dispose();
    }

    private void Run()
    {
        var group = new List<Append>();
        var offset = 0L;
        while (Take(ref group))
        {
            RandomAccess.Write(_file, [.. group.Select(append => append.Bytes)], offset);
            RandomAccess.FlushToDisk(_file);
            foreach (var append in group)
            {
                offset += append.Bytes.Length;
                append.Durable.SetResult();
            }

            group.Clear();
        }
    }

    private bool Take(ref List<Append> group)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            (group, _waiting) = (_waiting, group);
            return group.Count > 0;
        }
    }

    private sealed record Append(ReadOnlyMemory<byte> Bytes)
    {
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
