using QwenWebChat.App.Audit;
using QwenWebChat.App.Exports;
using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.App.PersonalData;

/// <summary>The tables of an account's archive: its requests, as figures without texts, and what the audit log says that it did.</summary>
internal sealed class PersonalActivity(RequestStore requests, UserNames names, AuditStore audit)
{
    public Task WriteRequestsAsync(Guid accountId, Stream output, CancellationToken cancellationToken) => CsvTable.WriteAsync(
        output, RequestCsv.AppendHeader, requests.ReadAsync(new RequestFilter { UserId = accountId.ToString() }, cancellationToken),
        (text, request) => RequestCsv.Append(text, request, names.Of(request.UserId)), cancellationToken);

    public Task WriteAuditAsync(Guid accountId, Stream output, CancellationToken cancellationToken) => CsvTable.WriteAsync(
        output, AuditCsv.AppendHeader, audit.ReadAsync(new AuditFilter { ActorId = accountId }, cancellationToken), AuditCsv.Append, cancellationToken);
}
