"""Words and numbers that people choose first; letters are in lower case.

Compiled for this project: keyboard rows, names, football, places, affection, brands and years of
study, in English and in the Spanish of Colombia. `lms.accounts.passwords` also finds them with
digits or signs around them and when they are repeated.
"""

COMMON = frozenset(
    """
    0123456789 01234567890 0987654321 1010101010 1020304050 1029384756 1112223334 1122334455
    112233445566 1212121212 123123123123 12312312312 1234512345 123454321 12345654321 1234554321
    12345678900 1234567890 12345678901 123456789012 12345678910 1234567891011 1234567899
    123456789123 1234567987654 123654789 1236547890 1357924680 1472583690 147258369 1478963250
    1597534862 159753456 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 2143658709 2468101214
    3216549870 5432112345 6543210123 7894561230 789456123 9638527410 963852741 9876543210 987654321
    9876543211 9876598765 1a2b3c4d5e a1b2c3d4e5 a1s2d3f4g5 abc1234567 abcd123456 q1w2e3r4t5
    q1w2e3r4t5y6 qwe123qwe123 qweasdzxc zaq12wsx zaq12wsxcde3 1qaz2wsx qazwsxedc qazwsxedcrfv
    abcdefghij abcdefghijk abcdefghijklmnop abcdefgh abcabc abcdef abcdefg abc abcd
    asdfghjkl asdfghjklñ asdfghjk asdfgh asdf asdfasdf asdasd asdqwe poiuytrewq lkjhgfdsa mnbvcxz
    qwerty qwertyu qwertyui qwertyuio qwertyuiop qwertyqwerty qwer qwerasdf qwerasdfzxcv ytrewq
    zxcvbnm zxcvbn zxcv zxc qazwsx qweqwe qweasd
    password passwords passw passwd password password passport passphrase mypassword newpassword
    thepassword yourpassword changeme changemenow letmein letmeinnow letmeinplease welcome
    welcomehome welcometo iloveyou iloveyoutoo iloveu loveyou lovely lovers loveme ilovemyself
    ilovegod ilovejesus ilovemom ilovemyfamily admin administrator administrador administradora
    root rootroot superuser supersecret superman spiderman batman ironman pokemon pikachu naruto
    dragon dragonball dragonballz starwars minecraft fortnite princess princesa sunshine shadow
    monkey master football baseball basketball hockey soccer liverpool barcelona realmadrid
    chelsea arsenal manchester juventus barcelonafc bocajuniors riverplate computer computador
    computadora internet wireless samsung iphone google facebook instagram whatsapp youtube
    microsoft windows linux android hotmail gmail outlook yahoo netflix spotify trustno whatever
    nothing something forever freedom flower butterfly chocolate cookie cheese pepper ginger
    summer winter spring autumn monday sunday january december hello helloworld hellokitty
    goodluck happiness blessed blessing jesus jesuschrist jesusislord jesussaves christ heaven
    angel angels guardian matrix mustang ferrari corvette harley yamaha honda toyota mercedes
    charlie michael jennifer jessica ashley daniel daniela michelle andrea andres camila camilo
    carlos carolina catalina cristian cristina david diego eduardo esteban fernanda fernando
    francisco gabriel gabriela guadalupe isabella javier jorge jorgeluis juancarlos juandavid
    juanpablo juanjose juanmanuel laura leonardo lorena lorenzo luisfernando manuel marcela
    marcos margarita maria mariajose mariana mariapaula martin mateo mauricio miguel miguelangel
    natalia nicolas paola patricia pedro rafael ricardo roberto rodrigo salome samuel santiago
    sebastian sergio sofia tatiana valentina valeria vanessa veronica victoria viviana yolanda
    contraseña contrasena micontraseña micontrasena nuevacontraseña nuevacontrasena laclave
    miclave clave clavesecreta claveclave claveacceso secreto secreta acceso ingreso entrada
    bienvenido bienvenida bienvenidos hola holahola holamundo holacomoestas holaquetal hastaluego
    adios buenosdias teamo teamomucho teamoamor teamodios teamomama teamomiamor tequiero
    tequieromucho teextraño teextrano miamor miamorcito amorcito amor amormio amoreterno amores
    mivida mividaerestu micielo mitesoro mireina corazon corazoncito cariño carino bebe bebita
    hermosa hermoso preciosa bonita muñeca muneca gatito gatita perrito mariposa mariposas
    estrella estrellas estrellita angelito angelita lucero flor florecita girasol luna lunita
    familia mifamilia mamapapa mamaypapa mama mamita papa papito mishijos mihija mihijo abuela
    dios diosesamor diosesbueno diosesfiel diosmio jesucristo jesusteamo cristo cristovive
    cristoteama espiritusanto virgenmaria virgendelcarmen sagradocorazon bendiciones bendecida
    bendecido fe feyesperanza esperanza libertad paz pazyamor felicidad feliz alegria amistad
    suerte buenasuerte fortuna exito exitos dinero millonario millonarios
    colombia colombiano colombiana colombiamia vivacolombia micolombia seleccioncolombia
    bogota bogotadc medellin cali barranquilla cartagena bucaramanga pereira manizales armenia
    ibague cucuta villavicencio pasto santamarta monteria neiva popayan sincelejo valledupar
    riohacha tunja quibdo leticia antioquia cundinamarca santander nariño narino valledelcauca
    nacional atleticonacional atletico deportivocali americadecali america santafe junior
    juniortupapa oncecaldas deportestolima independiente futbol futbolista campeon campeones
    falcao jamesrodriguez shakira juanes karolg maluma vallenato salsa cumbia reggaeton
    canada toronto montreal vancouver ottawa mapleleaf mexico argentina venezuela ecuador peru
    espana españa brasil
    estudiante estudiantes profesor profesora colegio universidad empresa empresas negocio
    negocios trabajo oficina gerente gerencia contador secretaria ventas sistemas soporte
    usuario usuaria usuarios invitado prueba pruebas pruebaprueba probando test testing tester
    testtest default defecto guest demo demodemo example ejemplo temporal temporal cambiame
    cambiarme cambiala noseque nolose nomeacuerdo nosemeolvida meolvide olvide loquesea
    cualquiera nomeimporta sinclave sincontraseña sincontrasena
    tinkerbell harrypotter hermione goku vegeta mickeymouse snoopy garfield barbie
    rocknroll metallica nirvana blink slipknot gunsnroses
    marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre enero febrero
    lunes martes miercoles jueves viernes sabado domingo verano invierno primavera otoño navidad
    feliznavidad felizcumpleaños cumpleaños
    exportacion exportaciones exportar exportador comercio puertaalcomercio puerta procolombia
    tfocanada tfo gateway gatewaylms training trainer trainee formador formacion capacitacion
    certificado aprendiz aprender curso cursos
    """.split()  # noqa: SIM905 — a list of quoted words would hide the words
)
