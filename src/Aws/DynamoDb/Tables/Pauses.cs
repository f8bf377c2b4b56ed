using System.Security.Cryptography;

namespace Maas.Aws.DynamoDb.Tables;

/// <summary>Pauses between attempts: each is random between nothing and a bound that doubles, so that those who met do not meet again.</summary>
/// <param name="retriesMax">Attempts after the first.</param>
/// <param name="time">The clock to wait by.</param>
internal sealed class Pauses(int retriesMax, TimeProvider time)
{
    private const double FirstMs = 25;
    private const double LongestMs = 1_000;

    public int RetriesMax => retriesMax;

    /// <summary>Waits before the attempt that follows <paramref name="attempt"/>, counted from 0.</summary>
    public Task WaitAsync(int attempt, CancellationToken cancellationToken)
    {
        var boundMs = Math.Min(LongestMs, FirstMs * Math.Pow(2, attempt));
        var pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)boundMs + 1));
        return Task.Delay(pause, time, cancellationToken);
    }

    /// <summary>Repeats what met another one's transaction, until it is through, refused or out of retries.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await send();
            }
            catch (Exception exception) when (attempt < retriesMax && Contention.Passes(exception))
            {
                await WaitAsync(attempt, cancellationToken);
            }
        }
    }
}
