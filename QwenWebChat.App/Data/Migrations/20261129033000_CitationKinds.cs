using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class CitationKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "Citations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Words",
                table: "Citations",
                type: "TEXT",
                nullable: true);

            // The others were found, but how well they agree was not stored: they are searched for again when they are shown.
            migrationBuilder.Sql("UPDATE \"Citations\" SET \"Kind\" = 'NotFound' WHERE \"Start\" IS NULL;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // By hand as in the other migrations: DropColumn makes the table anew.
            migrationBuilder.Sql("ALTER TABLE \"Citations\" DROP COLUMN \"Words\";");
            migrationBuilder.Sql("ALTER TABLE \"Citations\" DROP COLUMN \"Kind\";");
        }
    }
}
