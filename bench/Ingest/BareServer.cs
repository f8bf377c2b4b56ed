using System.Buffers;
using System.IO.Pipelines;

namespace Maas.Ingest;

/// <summary>
/// The yardsticks: an ASP.NET Core endpoint that reads the whole body, keeps nothing and answers as the gateway does; and the same that first
/// makes the body durable as it came, which is what any durable endpoint must pay.
/// </summary>
internal static class BareServer
{
    private static readonly byte[] Answer = "{\"success\":true}"u8.ToArray();

    public static Task<int> DrainAsync(string url) => RunAsync(url, DrainAsync);

    public static async Task<int> KeepAsync(string url, string path)
    {
        using var file = new GroupCommitFile(path);
        return await RunAsync(url, reader => KeepAsync(reader, file));
    }

    private static async Task<int> RunAsync(string url, Func<PipeReader, Task> take)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.MapPost(
            "/v1/batch",
            async context =>
            {
                await take(context.Request.BodyReader);
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = Answer.Length;
                await context.Response.Body.WriteAsync(Answer);
            }
        );
        await app.RunAsync();
        return 0;
    }

    private static async Task DrainAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private static async Task KeepAsync(PipeReader reader, GroupCommitFile file)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var length = (int)read.Buffer.Length;
            var bytes = ArrayPool<byte>.Shared.Rent(length);
            read.Buffer.CopyTo(bytes);
            reader.AdvanceTo(read.Buffer.End);
            await file.AppendAsync(bytes.AsMemory(0, length));
            ArrayPool<byte>.Shared.Return(bytes);
            return;
        }
    }
}
