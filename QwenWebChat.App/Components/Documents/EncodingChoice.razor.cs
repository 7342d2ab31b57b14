using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.App.Components.Documents;

/// <summary>Lets a reader say in which encoding a text file is, and shows how it would read.</summary>
public sealed partial class EncodingChoice
{
    private string _chosen = "";
    private string? _preview;

    [Parameter, EditorRequired]
    public Guid DocumentId { get; set; }

    /// <summary>The IANA name of the encoding that the file was read in.</summary>
    [Parameter, EditorRequired]
    public string Encoding { get; set; } = "";

    [Inject]
    private DocumentDesk Desk { get; set; } = null!;

    [Inject]
    private DocumentStore Store { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    private IEnumerable<string> Names => TextEncodings.Names.Contains(Encoding) ? TextEncodings.Names : [Encoding, .. TextEncodings.Names];

    /// <summary>The encoding is only likely, or characters were lost in it.</summary>
    public static bool IsDoubtful(DocumentText text) => text.Encoding is not null
        && (text.Encoding is not ("utf-8" or "us-ascii")
            || text.Problems.Any(problem => problem.Kind is ReadingProblemKind.EncodingGuessed or ReadingProblemKind.CharactersUnreadable or ReadingProblemKind.TextDoubtful));

    protected override Task OnInitializedAsync() => ChooseAsync(Encoding);

    private async Task ChooseAsync(string name)
    {
        _chosen = name;
        try
        {
            if (await Store.OpenSourceAsync(Owner.Id, DocumentId) is { } source)
            {
                await using (source)
                {
                    string preview = await EncodingPreview.ReadAsync(source, name);
                    _preview = _chosen == name ? preview : _preview;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is being deleted; nothing is lost but the preview.
            _preview = null;
        }
    }
}
