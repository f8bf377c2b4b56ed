namespace Maas.Contracts.Cluster;

/// <summary>
/// Encryption between silos, and between them and gateways apart; section <c>Maas:Cluster:Tls</c>. Both ends of a connection show a
/// certificate of the cluster's own authority, so that whoever has none can call no grain. All members have it, or none. Read at the start: a
/// renewed certificate is taken up by a rolling restart.
/// </summary>
public sealed class ClusterTlsOptions
{
    public const string Section = "Maas:Cluster:Tls";

    /// <summary>PEM file of this member's certificate. Default none: connections are not encrypted.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>PEM file of the certificate's private key, unencrypted. Required with a certificate.</summary>
    public string? KeyPath { get; set; }

    /// <summary>
    /// PEM file of the authority that has signed every member's certificate: its root and, if there are any, the ones between. Required
    /// with a certificate. The machine's own list of authorities counts for nothing here.
    /// </summary>
    public string? AuthorityPath { get; set; }
}
