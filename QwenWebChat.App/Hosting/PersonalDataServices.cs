using Microsoft.AspNetCore.Antiforgery;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Exports;
using QwenWebChat.App.PersonalData;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the export and the removal of everything of an account, and maps the download.</summary>
internal static class PersonalDataServices
{
    /// <summary>The address of the archive.</summary>
    public const string ArchivePath = "/export/everything.zip";

    private const string Refusal = "Only the app's own page may ask for this file. Open Your data and try again.";
    private const string Busy = "Another export of yours is being written. Wait for its end, or cancel that download.";

    public static IServiceCollection AddPersonalData(this IServiceCollection services)
    {
        services.AddSingleton<PersonalRecords>();
        services.AddSingleton<PersonalActivity>();
        services.AddSingleton<PersonalArchive>();
        services.AddSingleton<ArchiveTurns>();
        services.AddSingleton<PersonalDataRemoval>();
        return services;
    }

    /// <summary>Maps the archive. It is posted with the token of the page, so that no page of another site begins the work.</summary>
    public static void MapPersonalData(this IEndpointRouteBuilder app) => app.MapPost(ArchivePath, WriteAsync);

    private static async Task WriteAsync(HttpContext http, IAntiforgery antiforgery, PersonalArchive archive, ArchiveTurns turns, TimeProvider time, CurrentOwner owner, AuditTrail trail)
    {
        if (!await antiforgery.IsRequestValidAsync(http).ConfigureAwait(false))
        {
            await PlainRefusal.WriteAsync(http, StatusCodes.Status400BadRequest, Refusal).ConfigureAwait(false);
            return;
        }

        using IDisposable? turn = turns.TryBegin(owner.Id);
        if (turn is null)
        {
            await PlainRefusal.WriteAsync(http, StatusCodes.Status429TooManyRequests, Busy).ConfigureAwait(false);
            return;
        }

        await trail.RecordAsync(AuditAction.EverythingExported).ConfigureAwait(false);
        await Download.WriteAsync(
            http, FormattableString.Invariant($"QwenWebChat {time.GetLocalNow():yyyy-MM-dd} {owner.Name}.zip"), ArchiveWriter.MediaType,
            (output, cancellation) => archive.WriteAsync(owner.Id, output, cancellation)).ConfigureAwait(false);
    }
}
