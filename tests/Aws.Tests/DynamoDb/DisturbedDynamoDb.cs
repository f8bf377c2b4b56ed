using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Maas.Aws.Tests.DynamoDb;

/// <summary>A real client that a test reaches into: it can fail requests, answer in the server's place, or act in between.</summary>
internal sealed class DisturbedDynamoDb(string endpoint)
    : AmazonDynamoDBClient(new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = endpoint })
{
    /// <summary>Called before a request is sent, which it can fail, or answer by returning the answer.</summary>
    public Func<AmazonWebServiceRequest, Task<AmazonWebServiceResponse?>>? Before { get; set; }

    /// <summary>Called once the server has answered.</summary>
    public Func<AmazonWebServiceRequest, Task>? After { get; set; }

    public List<AmazonWebServiceRequest> Requests { get; } = [];

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(request, () => base.GetItemAsync(request, cancellationToken));

    public override Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(request, () => base.QueryAsync(request, cancellationToken));

    public override Task<ScanResponse> ScanAsync(ScanRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(request, () => base.ScanAsync(request, cancellationToken));

    public override Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(request, () => base.PutItemAsync(request, cancellationToken));

    public override Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(request, () => base.UpdateItemAsync(request, cancellationToken));

    public override Task<DeleteItemResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(request, () => base.DeleteItemAsync(request, cancellationToken));

    public override Task<BatchWriteItemResponse> BatchWriteItemAsync(
        BatchWriteItemRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(request, () => base.BatchWriteItemAsync(request, cancellationToken));

    public override Task<TransactGetItemsResponse> TransactGetItemsAsync(
        TransactGetItemsRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(request, () => base.TransactGetItemsAsync(request, cancellationToken));

    public override Task<TransactWriteItemsResponse> TransactWriteItemsAsync(
        TransactWriteItemsRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(request, () => base.TransactWriteItemsAsync(request, cancellationToken));

    /// <summary>A transaction that was cancelled for these reasons, as the SDK reports it.</summary>
    public static TransactionCanceledException Cancelled(params string[] codes) =>
        new("Transaction cancelled") { CancellationReasons = [.. codes.Select(code => new CancellationReason { Code = code })] };

    /// <summary>Fails the first requests of a kind.</summary>
    public void FailFirst<TRequest>(int count, Func<Exception> failure)
        where TRequest : AmazonWebServiceRequest
    {
        var left = count;
        Before = request =>
            request is TRequest && Interlocked.Decrement(ref left) >= 0
                ? throw failure()
                : Task.FromResult<AmazonWebServiceResponse?>(null);
    }

    private async Task<TResponse> SendAsync<TResponse>(AmazonWebServiceRequest request, Func<Task<TResponse>> send)
        where TResponse : AmazonWebServiceResponse
    {
        lock (Requests)
        {
            Requests.Add(request);
        }

        if (Before is { } before && await before(request) is { } answer)
        {
            return (TResponse)answer;
        }

        var response = await send();
        if (After is { } after)
        {
            await after(request);
        }

        return response;
    }
}
