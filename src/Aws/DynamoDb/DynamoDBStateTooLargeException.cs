namespace Maas.Aws.DynamoDb;

/// <summary>A grain's state does not fit into an item of DynamoDB; the message names the grain and both sizes.</summary>
public sealed class DynamoDBStateTooLargeException(string message) : Exception(message);
