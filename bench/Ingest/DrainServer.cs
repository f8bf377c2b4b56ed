using System.Buffers;

namespace Maas.Ingest;

/// <summary>The yardstick: an ASP.NET Core endpoint that reads the whole body, keeps nothing and answers as the gateway does.</summary>
internal static class DrainServer
{
    private static readonly byte[] Answer = "{\"success\":true}"u8.ToArray();

    public static async Task<int> RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.MapPost(
            "/v1/batch",
            async context =>
            {
                var reader = context.Request.BodyReader;
                while (true)
                {
                    var read = await reader.ReadAsync();
                    reader.AdvanceTo(read.Buffer.End);
                    if (read.IsCompleted)
                    {
                        break;
                    }
                }

                context.Response.ContentType = "application/json";
                context.Response.ContentLength = Answer.Length;
                await context.Response.Body.WriteAsync(Answer);
            }
        );
        await app.RunAsync();
        return 0;
    }
}
