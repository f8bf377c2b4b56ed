using System.Text;

namespace Maas.Simulation.Sending;

/// <summary>
/// The ids of acknowledged events in a file, a line each: what a crash test holds a service's promises against. An id is handed to the
/// operating system before <see cref="Append"/> returns. Thread-safe.
/// </summary>
internal sealed class AckLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _writer;

    public AckLog(string path) => _writer = new StreamWriter(path, append: true, new UTF8Encoding(false)) { NewLine = "\n" };

    public void Append(IReadOnlyList<string> messageIds)
    {
        lock (_gate)
        {
            foreach (var id in messageIds)
            {
                _writer.WriteLine(id);
            }

            _writer.Flush();
        }
    }

    public void Dispose() => _writer.Dispose();
}
